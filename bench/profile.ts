/** Where the indexer's processor time goes: a CPU profile of Ponder while it indexes, as a text. */
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { oursContestant } from "./contestants/ours.ts";
import type { Database } from "./run/database.ts";
import { show, table } from "./run/figures.ts";
import { runOnce } from "./run/rounds.ts";
import type { Workload } from "./run/workload.ts";

type Frame = { functionName: string; url: string; lineNumber: number };
type Profile = {
  nodes: { id: number; callFrame: Frame }[];
  samples: number[];
  timeDeltas: number[];
};

const FUNCTIONS = 25;

/** The processes that are profiled, and what runs in each. */
const processes = {
  fetching: "/prefetch/main.ts",
  indexing: "/backfill/main.ts",
  Ponder: "/ponder/dist/esm/bin/ponder.js",
};

/**
 * Indexes once with Node's profiler on; returns the summary in Markdown. `keep` is how the names of the profiles begin when
 * they are kept.
 */
export async function profileIndexing({
  workload,
  database,
  keep,
}: {
  workload: Workload;
  database: Database;
  keep: string | null;
}): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "provernet-bench-profile-"));
  const contestant = oursContestant(
    { by: "us", from: "node" },
    { NODE_OPTIONS: `--cpu-prof --cpu-prof-dir=${directory}` },
  );
  try {
    await runOnce(contestant, { workload, database });
    const profiles = readdirSync(directory).map((name) => ({
      name,
      profile: JSON.parse(readFileSync(join(directory, name), "utf8")) as Profile,
    }));
    const sections = [];
    for (const [title, main] of Object.entries(processes)) {
      const found = profiles.find(({ profile }) =>
        profile.nodes.some(({ callFrame }) => callFrame.url.endsWith(main)),
      );
      if (found === undefined) throw new Error(`Node wrote no profile of ${main}`);
      if (keep !== null) copyFileSync(join(directory, found.name), `${keep}.${title}.cpuprofile`);
      sections.push(`### ${title}\n\n${summaryOf(found.profile)}`);
    }
    const what =
      "Time of the functions themselves, without those they call; idle time is left out.";
    return [`${workload.events} events. ${what}`, ...sections].join("\n\n");
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** A profile as two tables: by part of the program, and the functions that take most. */
export function summaryOf({ nodes, samples, timeDeltas }: Profile): string {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
  const functions = new Map<string, number>();
  const parts = new Map<string, number>();
  let total = 0;
  for (const [index, sample] of samples.entries()) {
    const frame = frames.get(sample)!;
    if (frame.functionName === "(idle)") continue;
    const micros = timeDeltas[index] ?? 0;
    total += micros;
    add(functions, `\`${frame.functionName || "(anonymous)"}\` ${placeOf(frame)}`.trim(), micros);
    add(parts, partOf(frame), micros);
  }
  const rows = (of: Map<string, number>, most: number) =>
    [...of]
      .sort(([, a], [, b]) => b - a)
      .slice(0, most)
      .map(([name, micros]) => [name, show(micros / 1000), show((100 * micros) / total)]);
  return [
    table(["part", "ms", "%"], rows(parts, 20)),
    table(["function", "ms", "%"], rows(functions, FUNCTIONS)),
  ].join("\n\n");
}

const add = (to: Map<string, number>, name: string, micros: number) =>
  to.set(name, (to.get(name) ?? 0) + micros);

/** The file of a function, from its package or from the project's root. */
function placeOf({ url, lineNumber }: Frame): string {
  const inPackage = /node_modules\/(?!.*node_modules\/)(.+)$/.exec(url)?.[1];
  const inProject = /\/provernet-bench-[^/]+\/(.+)$/.exec(url)?.[1];
  const place = inPackage ?? inProject ?? url.replace(/^file:\/\//, "");
  return place === "" ? "" : `${place}:${lineNumber + 1}`;
}

function partOf(frame: Frame): string {
  if (frame.functionName === "(garbage collector)") return "garbage collector";
  if (frame.functionName.startsWith("(")) return "native";
  const place = placeOf(frame);
  const own = /^(?:src\/(?:handlers|store|domain|api)|backfill|prefetch)(?=\/)/.exec(place)?.[0];
  if (own !== undefined) return own;
  if (frame.url.startsWith("node:")) return "node";
  const ponder = /^ponder\/dist\/esm\/([^/]+)/.exec(place)?.[1];
  if (ponder !== undefined) return `ponder: ${ponder}`;
  const [scope = "", name = ""] = place.split("/");
  if (scope === "") return "native";
  return scope.startsWith("@") ? `${scope}/${name}` : scope;
}
