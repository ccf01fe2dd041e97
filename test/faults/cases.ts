import { databaseCases } from "./database.ts";
import { forkCases } from "./forks.ts";
import { nodeCases } from "./nodes.ts";
import { processCases } from "./processes.ts";
import type { World } from "./world.ts";

/** What goes wrong, and what the operator sees. Afterwards the rows are those of an undisturbed run. */
export type Case = {
  name: string;
  /** Also in the short selection that every test run makes. */
  isShort?: boolean;
  /** `random` gives the same numbers for the same seed. */
  run: (world: World, random: () => number) => Promise<void>;
};

export const cases: readonly Case[] = [
  ...nodeCases,
  ...processCases,
  ...databaseCases,
  ...forkCases,
];
