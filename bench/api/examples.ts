/** The project's example queries (`queries/`), asked about keys of the database. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { projectRoot } from "../../settings/networks.ts";
import type { Ask } from "./ask.ts";
import type { Keys } from "./keys.ts";

/** An example: its file's name, and how it is asked for the keys of any number. */
export type Example = { name: string; ask: (keys: Keys, index: number) => Ask };

/** Variables that name something that must be in the database. The times of the recordings are left out. */
const SUBJECTS: Record<string, (keys: Keys) => readonly string[]> = {
  request: ({ requests }) => requests,
  id: ({ requests }) => requests,
  requester: ({ requesters }) => requesters,
  prover: ({ provers }) => provers,
  text: ({ provers }) => provers,
  account: ({ provers }) => provers,
  staker: ({ stakers }) => stakers,
  vk: ({ programs }) => programs,
};
const LEFT_OUT = new Set(["from", "to", "at", "block"]);

/** Every example whose variables are known here. */
export function readExamples(): Example[] {
  const folder = join(projectRoot, "queries");
  return readdirSync(folder)
    .filter((file) => file.endsWith(".graphql"))
    .sort()
    .map((file) => {
      const query = readFileSync(join(folder, file), "utf8");
      const [, text = "{}"] = /^# variables: (.*)$/m.exec(query) ?? [];
      const given = Object.entries(JSON.parse(text) as Record<string, unknown>);
      return {
        name: file.replace(".graphql", ""),
        ask: (keys, index) => ({
          path: "/graphql",
          body: {
            query,
            variables: Object.fromEntries(
              given
                .filter(([name]) => !LEFT_OUT.has(name))
                .map(([name, value]) => [name, subjectOf(name, value, { keys, index })]),
            ),
          },
        }),
      };
    });
}

function subjectOf(
  name: string,
  value: unknown,
  { keys, index }: { keys: Keys; index: number },
): unknown {
  if (name === "provers") return keys.provers.slice(0, 2);
  const of = SUBJECTS[name]?.(keys);
  return of === undefined ? value : of[index % of.length];
}
