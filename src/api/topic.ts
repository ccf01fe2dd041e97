import type { AnyField } from "./declare/fields.ts";
import type { TableName } from "./entities/tables.ts";

/**
 * A topic: one file of `topics/` with what it declares, who answers it, and the functions of the database that do.
 * `queries` are fields of `Query`, `subscriptions` of `Subscription`; `fields` are more fields of the rows of tables.
 */
export type Topic = Readonly<{
  queries?: Readonly<Record<string, AnyField>>;
  subscriptions?: Readonly<Record<string, AnyField>>;
  fields?: Readonly<Partial<Record<TableName, Readonly<Record<string, AnyField>>>>>;
}>;
