import { test } from "vitest";
import { invariants } from "../src/api/questions/invariants.ts";
import { openRecording } from "./api/support.ts";
import { createRandom, createWitness, mutationsOf } from "./mutations/rows.ts";

test.each([process.env.REC as "quirks"])("%s", async (name) => {
  const opened = await openRecording(name);
  console.log((await invariants(opened.db)).filter((i) => !i.holds));
  const witness = await createWitness(opened, name);
  const start = performance.now();
  let caught = 0;
  let byViews = 0;
  const all = mutationsOf(opened, createRandom(Number(process.env.SEED ?? 1)));
  for (const m of all) {
    try {
      const seen = await witness(m);
      if (seen.length) caught++;
      else
        console.log(
          "SURVIVED",
          name,
          m.what,
          m.set && JSON.stringify(m.set, (k, v) => (typeof v === "bigint" ? String(v) : v)),
        );
      if (seen[0] === "views") {
        byViews++;
        console.log("VIEWS", name, m.what);
      }
    } catch (error: any) {
      console.log("ERROR", m.what, (error.cause ?? error).message.slice(0, 200));
    }
  }
  console.log("DONE", name, caught, byViews, all.length, Math.round(performance.now() - start));
  await opened.close();
}, 900_000);
