/** What PostgreSQL knows of tables and views: columns and their types, who uses them, who may read them. */
import type pg from "pg";

export type Database = Pick<pg.ClientBase, "query">;

export type Column = Readonly<{ name: string; type: string }>;

/** Tables or views of a schema by name, each with its columns in their order. */
export type Relations = ReadonlyMap<string, readonly Column[]>;

/** A view, or one of its columns, that something else is built upon. */
export type Use = Readonly<{
  view: string;
  /** Null: the view as a whole. */
  column: string | null;
  /** Schema and name of what uses it. */
  by: string;
  kind: "view" | "materialized view" | "function or policy";
  /** What a view is made by; null for anything else. */
  definition: string | null;
}>;

/** What is of use to nobody but the indexer. */
const INTERNAL = /^(_reorg__.*|_ponder_meta|transaction_memory)$/;

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/**
 * The tables of an index that are shown. An enum is a type of its schema, so that the next one's is another: it is shown as
 * text.
 */
export async function tablesOf(database: Database, schema: string): Promise<Relations> {
  const { rows } = await database.query(COLUMNS, [schema, ["r", "p"]]);
  return group(
    rows
      .filter(({ relation }) => !INTERNAL.test(relation))
      .map((row) => ({ ...row, type: row.type_of_enum ?? row.type })),
  );
}

/** The views that show tables: those with the name of a table in `tables`, or of the table they read. */
export async function viewsOf(
  database: Database,
  { viewsSchema, tables }: { viewsSchema: string; tables: Relations },
): Promise<Relations> {
  const { rows } = await database.query(COLUMNS, [viewsSchema, ["v"]]);
  const { rows: showing } = await database.query(SHOWING, [viewsSchema]);
  const names = new Set([...tables.keys(), ...showing.map(({ name }) => name)]);
  return group(rows.filter(({ relation }) => names.has(relation)));
}

function group(rows: readonly (Column & { relation: string })[]): Relations {
  const relations = new Map<string, Column[]>();
  for (const { relation, name, type } of rows)
    relations.set(relation, [...(relations.get(relation) ?? []), { name, type }]);
  return relations;
}

const COLUMNS = `
  select relation.relname as relation, a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
         case when 'e' in (t.typtype, element.typtype)
              then case when t.typtype = 'e' then 'text' else 'text[]' end end as type_of_enum
  from pg_class relation
  join pg_attribute a on a.attrelid = relation.oid and a.attnum > 0 and not a.attisdropped
  join pg_type t on t.oid = a.atttypid
  left join pg_type element on element.oid = t.typelem and t.typcategory = 'A'
  where relation.relnamespace = to_regnamespace(quote_ident($1)) and relation.relkind::text = any($2)
  order by relation.relname, a.attnum`;

const SHOWING = `
  select distinct v.relname as name
  from pg_class v join pg_rewrite rule on rule.ev_class = v.oid
  join pg_depend d on d.classid = 'pg_rewrite'::regclass and d.objid = rule.oid and d.refclassid = 'pg_class'::regclass
  join pg_class shown on shown.oid = d.refobjid
  where v.relnamespace = to_regnamespace(quote_ident($1)) and v.relkind = 'v'
    and shown.relname = v.relname and shown.relnamespace <> v.relnamespace`;

/** What is built directly upon the relations of a schema, outside of it or within. */
export async function usesOf(database: Database, schema: string): Promise<Use[]> {
  const { rows } = await database.query(
    `select distinct used.relname as view, a.attname as column,
            coalesce(format('%I.%I', n.nspname, user_.relname), pg_describe_object(d.classid, d.objid, 0)) as by,
            case user_.relkind when 'v' then 'view' when 'm' then 'materialized view' else 'function or policy' end as kind,
            case when user_.relkind in ('v', 'm') then pg_get_viewdef(user_.oid) end as definition
     from pg_class used
     join pg_depend d on d.refclassid = 'pg_class'::regclass and d.refobjid = used.oid
     left join pg_rewrite rule on d.classid = 'pg_rewrite'::regclass and rule.oid = d.objid
     left join pg_class user_ on user_.oid = rule.ev_class
     left join pg_namespace n on n.oid = user_.relnamespace
     left join pg_attribute a on a.attrelid = used.oid and a.attnum = d.refobjsubid and d.refobjsubid > 0
     where used.relnamespace = to_regnamespace(quote_ident($1)) and d.deptype = 'n'
       and d.classid in ('pg_rewrite'::regclass, 'pg_proc'::regclass, 'pg_policy'::regclass)
       and rule.ev_class is distinct from used.oid
     order by 1, 2, 3`,
    [schema],
  );
  return rows;
}

/** Statements that give again what was granted on a view and its columns. */
export async function grantsOn(
  database: Database,
  viewsSchema: string,
  view: string,
): Promise<{ column: string | null; statement: string }[]> {
  const { rows } = await database.query(
    `select acl.column, format('grant %s%s on %I.%I to %s%s', acl.privilege_type, coalesce('(' || quote_ident(acl.column) || ')', ''),
              $1::text, $2::text, case acl.grantee when 0 then 'public' else acl.grantee::regrole::text end,
              case when acl.is_grantable then ' with grant option' else '' end) as statement
     from (
       select null::text as column, a.* from pg_class c, aclexplode(c.relacl) a
       where c.oid = to_regclass(format('%I.%I', $1::text, $2::text)) and a.grantee <> c.relowner
       union all
       select attname::text, a.* from pg_attribute, aclexplode(attacl) a
       where attrelid = to_regclass(format('%I.%I', $1::text, $2::text)) and not attisdropped
     ) acl`,
    [viewsSchema, view],
  );
  return rows;
}
