/** How views come to show other tables without what is built upon them noticing. Pure: names and types in, steps out. */
import type { Column, Relations, Use } from "./catalogue.ts";

/** A column of a view; one that the table lacks is null in every row. */
export type Shown = Column & Readonly<{ isNull: boolean }>;

/** What is done with a view. */
export type Step = Readonly<{
  view: string;
  /** `put`: replaced in place, or made; `remake`: dropped, made, and granted again; `drop`. */
  how: "put" | "remake" | "drop";
  columns: readonly Shown[];
  /** Whether there is a table to show: without one there are no rows. */
  hasTable: boolean;
}>;

/** What cannot be done, because something is built upon it. */
export type Obstacle = Readonly<{ what: string; uses: readonly Use[] }>;

export type Plan = Readonly<{ steps: readonly Step[]; obstacles: readonly Obstacle[] }>;

/** What becomes of a column that others use and the tables lack: it is an obstacle, or stays, always null. */
export type Gone = "refused" | "null";

/**
 * PostgreSQL lets the columns of a view that others use neither go nor change their place or type; new ones may follow.
 * So a column keeps its place, a new one comes last, and only what nobody uses is rebuilt.
 */
export function planViews(given: {
  tables: Relations;
  views: Relations;
  uses: readonly Use[];
  gone?: Gone;
}): Plan {
  const { tables, views, uses, gone = "refused" } = given;
  const steps: Step[] = [];
  const obstacles: Obstacle[] = [];
  for (const view of new Set([...tables.keys(), ...views.keys()])) {
    const used = uses.filter((use) => use.view === view);
    const planned = planView({
      view,
      table: tables.get(view),
      before: views.get(view) ?? [],
      used,
      gone,
    });
    steps.push(planned.step);
    obstacles.push(...planned.obstacles);
  }
  return { steps, obstacles };
}

function planView(given: {
  view: string;
  table: readonly Column[] | undefined;
  before: readonly Column[];
  used: readonly Use[];
  gone: Gone;
}): { step: Step; obstacles: readonly Obstacle[] } {
  const { view, table, before, used, gone } = given;
  const hasTable = table !== undefined;
  const now = new Map((table ?? []).map((column) => [column.name, column]));
  const missing = before.filter(({ name }) => !now.has(name));
  const retyped = before.filter(({ name, type }) => now.has(name) && now.get(name)!.type !== type);
  const cannotStay = retyped.length > 0 || (missing.length > 0 && gone === "refused");
  if (cannotStay && used.length === 0) {
    const columns = [...now.values()].map((column) => ({ ...column, isNull: false }));
    return {
      step: { view, how: hasTable ? "remake" : "drop", columns, hasTable },
      obstacles: [],
    };
  }
  const known = new Set(before.map(({ name }) => name));
  const added = [...now.values()].filter(({ name }) => !known.has(name));
  const columns = [
    ...before.map((column) => ({ ...column, isNull: !now.has(column.name) })),
    ...added.map((column) => ({ ...column, isNull: false })),
  ];
  const obstacles = [
    ...retyped.map(({ name, type }) => ({
      what: `${view}.${name} was ${type} and is ${now.get(name)!.type} now`,
      uses: used,
    })),
    ...missing.map(({ name }) => ({
      what: `${view}.${name} is gone`,
      uses: gone === "null" ? [] : used.filter(({ column }) => column === name),
    })),
  ].filter(({ uses }) => uses.length > 0);
  return { step: { view, how: "put", columns, hasTable }, obstacles };
}
