/** What must hold at every block, without a node. */
import { drizzle } from "drizzle-orm/node-postgres";
import { Refusal } from "../../settings/environment.ts";
import type { Db } from "../../src/api/db.ts";
import { type Invariant, invariants } from "../../src/api/topics/invariants.ts";
import type { Ended } from "../../verify/judge.ts";
import { askOver } from "../../verify/sources/graphql.ts";
import { type Place, within } from "../../verify/sources/postgres.ts";
import { NOTHING_INDEXED } from "../../verify/sources/snapshot.ts";

/** The invariants: of the database, as one state and without a limit of time; else of the API. */
export async function checkInvariants(place: Place | null, url: string): Promise<Ended> {
  const found = place ? await invariantsOfPostgres(place) : await invariantsOfGraphql(url);
  console.table(
    Object.fromEntries(
      found.map(({ name, left, right, stray, exceptions, holds }) => [
        name,
        {
          left: String(left),
          right: String(right),
          stray: stray === null ? "" : String(stray),
          exceptions,
          holds,
        },
      ]),
    ),
  );
  if (found.length === 0) throw new Refusal(NOTHING_INDEXED);
  const broken = found.filter(({ holds }) => !holds).map(({ name }) => name);
  const sentence =
    broken.length === 0
      ? `Equal: all ${found.length} invariants hold.`
      : `Different: ${broken.length} of ${found.length} invariants do not hold: ${broken.join(", ")}.`;
  return { outcome: broken.length === 0 ? "EQUAL" : "DIFFERENT", sentence };
}

const invariantsOfPostgres = (place: Place) =>
  within(place, (client) => invariants(drizzle(client, { casing: "snake_case" }) as unknown as Db));

/** Large integers come as strings. */
async function invariantsOfGraphql(url: string) {
  const answer = await askOver(`${url}/graphql`)(
    "{ invariants { name left right stray exceptions holds } }",
  );
  return (answer as unknown as { invariants: Shown[] }).invariants;
}

type Shown = Omit<Invariant, "meaning" | "left" | "right" | "stray"> &
  Record<"left" | "right", bigint | string> & { stray: bigint | string | null };
