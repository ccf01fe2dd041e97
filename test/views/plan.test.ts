import { expect, test } from "vitest";
import type { Column, Relations, Use } from "../../views/catalogue.ts";
import { planViews } from "../../views/plan.ts";

const column = (text: string): Column => {
  const [name = "", type = ""] = text.split(" ");
  return { name, type };
};
const relations = (given: Record<string, string[]>): Relations =>
  new Map(Object.entries(given).map(([name, columns]) => [name, columns.map(column)]));
const use = (view: string, name: string | null): Use => ({
  view,
  column: name,
  by: "analyst.daily",
  kind: "view",
  definition: "select",
});
const plan = (given: {
  before: string[] | null;
  table: string[] | null;
  uses?: Use[];
  gone?: "refused" | "null";
}) => {
  const { steps, obstacles } = planViews({
    tables: relations(given.table ? { bid: given.table } : {}),
    views: relations(given.before ? { bid: given.before } : {}),
    uses: given.uses ?? [],
    ...(given.gone && { gone: given.gone }),
  });
  return {
    did: steps.map(
      ({ how, columns }) =>
        `${how} ${columns.map(({ name, type, isNull }) => (isNull ? `null:${name}` : `${name}:${type}`)).join(" ")}`,
    ),
    obstacles: obstacles.map(({ what, uses }) => `${what} (${uses.map(({ by }) => by)})`),
  };
};

test("a view is made of what the table has", () => {
  expect(plan({ before: null, table: ["id int8", "fee numeric"] })).toEqual({
    did: ["put id:int8 fee:numeric"],
    obstacles: [],
  });
});

test("a new column comes last, wherever the table has it, and the others keep their places", () => {
  expect(
    plan({ before: ["fee numeric", "id int8"], table: ["id int8", "block int4", "fee numeric"] }),
  ).toEqual({ did: ["put fee:numeric id:int8 block:int4"], obstacles: [] });
});

test("what nobody uses is made anew without the column that is gone, or with its new type", () => {
  expect(plan({ before: ["id int8", "fee numeric"], table: ["id int8"] }).did).toEqual([
    "remake id:int8",
  ]);
  expect(plan({ before: ["id int4"], table: ["id int8"] }).did).toEqual(["remake id:int8"]);
  expect(plan({ before: ["id int4"], table: null }).did).toEqual(["drop "]);
});

test("a column that is gone and not used stays null under what uses the others", () => {
  expect(
    plan({ before: ["id int8", "fee numeric"], table: ["id int8"], uses: [use("bid", "id")] }),
  ).toEqual({ did: ["put id:int8 null:fee"], obstacles: [] });
});

test("a column that is gone and used is an obstacle, unless it is to stay", () => {
  const given = {
    before: ["id int8", "fee numeric"],
    table: ["id int8"],
    uses: [use("bid", "fee"), use("other", "id")],
  };
  expect(plan(given).obstacles).toEqual(["bid.fee is gone (analyst.daily)"]);
  expect(plan({ ...given, gone: "null" })).toEqual({
    did: ["put id:int8 null:fee"],
    obstacles: [],
  });
});

test("another type under what uses the view is an obstacle in any case: values would change", () => {
  const given = { before: ["id int4"], table: ["id int8"], uses: [use("bid", null)] };
  for (const gone of ["refused", "null"] as const)
    expect(plan({ ...given, gone }).obstacles).toEqual([
      "bid.id was int4 and is int8 now (analyst.daily)",
    ]);
});

test("a table that is gone leaves its view without rows, where that is wanted", () => {
  const given = { before: ["id int8"], table: null, uses: [use("bid", "id")] };
  expect(plan(given).obstacles).toEqual(["bid.id is gone (analyst.daily)"]);
  expect(plan({ before: ["id int8"], table: null, gone: "null" }).did).toEqual(["put null:id"]);
});
