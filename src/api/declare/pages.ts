/** Lists by pages: a page type, and questions that answer with a page of it. */
import type { Column } from "drizzle-orm";
import { GraphQLBoolean, GraphQLNonNull, GraphQLObjectType, GraphQLString } from "graphql";
import type { Context } from "../context.ts";
import { decodeCursor, encodeCursor } from "../cursor.ts";
import { MAX_ROWS, type Optional } from "../inputs.ts";
import type { Argument, Arguments, Parameters } from "./arguments.ts";
import { rowsArg, textArg } from "./arguments.ts";
import { type Field, type FieldCost, list, one, question } from "./fields.ts";
import type { Asked } from "./selection.ts";
import { type Answer, type Fields, type ObjectType, object, type Type } from "./types.ts";

const text = (description: string) => ({ description, type: GraphQLString });
const flag = (description: string) => ({
  description,
  type: new GraphQLNonNull(GraphQLBoolean),
});

export const GraphQLPageInfo = new GraphQLObjectType({
  name: "PageInfo",
  description: "Where a page begins and ends in its list.",
  fields: {
    hasNextPage: flag("Whether rows follow."),
    hasPreviousPage: flag("Whether rows come before."),
    startCursor: text(
      "Place of the first row, for `before`; of an empty page, the cursor it was asked by.",
    ),
    endCursor: text(
      "Place of the last row, for `after`; of an empty page, the cursor it was asked by: a follower goes on from there. Null for an empty list.",
    ),
  },
});

/** Where a page begins and ends in its list. */
export type PageInfo = {
  hasNextPage: boolean;
  hasPreviousPage: boolean;
  startCursor: string | null;
  endCursor: string | null;
};

const PageInfo: Type<PageInfo> = { build: () => GraphQLPageInfo };

/** Columns a list is ordered by: those of a row's place. */
type Key = Readonly<Record<string, Column>>;
/** A place in a list. */
export type Place<Of extends Key> = {
  [Name in keyof Of]:
    | Of[Name]["_"]["data"]
    | (Of[Name]["_"]["notNull"] extends true ? never : null);
};

type PageFields<Row> = {
  items: Field<readonly Row[]>;
  pageInfo: Field<PageInfo>;
};

/** How a list is divided into pages. */
export type Pages<Row, Of extends Key, More extends Fields> = Readonly<{
  type: ObjectType<PageFields<Row> & More>;
  key: Of;
  place(row: Row): Place<Of>;
  more: More;
}>;

/** A page type: its rows, where it lies in the list, and `more` about the whole list. */
export function pages<Row, const Of extends Key, const More extends Fields = Record<never, never>>(
  of: Type<Row>,
  {
    name,
    text: meaning,
    key,
    place,
    more = {} as More,
  }: { name: string; text: string; key: Of; place(row: Row): Place<Of>; more?: More },
): Pages<Row, Of, More> {
  const type = object(name, meaning, {
    items: list(of, "The rows of the page."),
    pageInfo: one(PageInfo, "Where the page lies in the list."),
    ...more,
  });
  return { type: type as ObjectType<PageFields<Row> & More>, key, place, more };
}

/**
 * What a list is asked for besides its own arguments: `first` rows from the place `after` on; null: from the beginning. It
 * answers with one row more if there are more.
 */
export type PagePart<At> = { first: number; after: At | null };

/** The same, of a list that is divided so. */
export type PageOf<Of> =
  Of extends Pages<infer _Row, infer Columns, infer _More> ? PagePart<Place<Columns>> : never;

/** The columns a list is ordered by, as cursors have them. */
export const keyOf = ({ key }: { key: Key }) =>
  Object.entries(key).map(([name, column]) => ({ name, column }));

/** A place in a list, by its cursor; null when left out. */
export function cursorArg<const Of extends Key>(
  { key }: { key: Of },
  text: string,
): Argument<Place<Of> | null> {
  const columns = keyOf({ key });
  return {
    ...textArg(text),
    read: (cursor: Optional<string>, name: string) =>
      cursor == null
        ? null
        : (Object.fromEntries(
            decodeCursor(columns, cursor, name).map((value, index) => [
              columns[index]!.name,
              value,
            ]),
          ) as Place<Of>),
  };
}

/** The rows of a list in memory from a page's place on, one more than the page holds. `compare` is the list's order. */
export const rowsFrom = <Row, At>(
  list: readonly Row[],
  { first, after }: PagePart<At>,
  compare: (row: Row, place: At) => number,
): Row[] =>
  (after === null ? list : list.filter((row) => compare(row, after) > 0)).slice(0, first + 1);

/** Rows from the place on, one more than the page holds if there are more. */
type Found<Row, Of extends Key> = {
  rows: readonly Row[];
  /** Where the order is the client's choice. */
  placeOf?(row: Row): Place<Of>;
  /** Where an empty page lies if not at the place. */
  empty?: Place<Of>;
};

/**
 * A list by pages. `ask` answers with its rows, and with `more` about the whole list where the page type has it; with null
 * where there is no list, which `orNull` declares.
 */
export function pagedList<
  Row,
  const Of extends Key,
  const More extends Fields,
  const Args extends Arguments = Record<never, never>,
  Parent = unknown,
>(
  { type, key, place }: Pages<Row, Of, More>,
  given: {
    text: string;
    args?: Args;
    cost?: FieldCost;
    /** The most rows a page may have; by default 1000. */
    max?: number;
    ask(
      params: Parameters<Args> & PagePart<Place<Of>>,
      context: Context,
      asked: Asked<Parent>,
    ): Awaitable<
      | (Found<Row, Of> & NoInfer<Answer<More>>)
      | (Record<never, never> extends More ? readonly Row[] : never)
      | null
    >;
  },
): Field<never> {
  const columns = keyOf({ key });
  const { text, cost, max = MAX_ROWS } = given;
  const args: Arguments = {
    ...given.args,
    limit: rowsArg(`Rows at most: 1 to ${max}, 50 by default.`, max),
    after: cursorArg({ key }, "Go on after this `endCursor`."),
  };
  return question(type as Type<Answer<Fields> | null>, {
    text,
    args,
    ...(cost && { cost }),
    ask: async (params, context, asked: Asked<Parent>) => {
      const { limit: first, ...own } = params as unknown as {
        limit: number;
        after: Place<Of> | null;
      };
      const { after } = own;
      const asks = { ...own, first } as unknown as Parameters<Args> & PagePart<Place<Of>>;
      const answer = await given.ask(asks, context, asked);
      if (answer === null) return null;
      const found = (Array.isArray(answer) ? { rows: answer } : answer) as Found<Row, Of>;
      const { rows, placeOf = place, empty = after, ...more } = found;
      const items = rows.slice(0, first);
      // An empty page is where it was asked for: a follower continues from there.
      const cursorOf = (row: Row) => encodeCursor(columns, placeOf(row));
      const cursorAt = (row: Row | undefined) => {
        if (row !== undefined) return cursorOf(row);
        return empty === null ? null : encodeCursor(columns, empty);
      };
      const pageInfo: PageInfo = {
        hasNextPage: rows.length > first,
        hasPreviousPage: after !== null,
        startCursor: cursorAt(items[0]),
        endCursor: cursorAt(items.at(-1)),
      };
      return { ...more, items, pageInfo, cursorOf };
    },
  });
}

type Awaitable<Value> = Value | Promise<Value>;
