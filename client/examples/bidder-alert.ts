/**
 * A bidder's alert: what I must prove and reveal, what of it is due within the hour, and what I can bid on.
 *
 *   npx node client/examples/bidder-alert.ts http://localhost:42069 0xPROVER            once
 *   npx node client/examples/bidder-alert.ts http://localhost:42069 0xPROVER --follow   what is new, every 15 seconds
 */
import { setTimeout as wait } from "node:timers/promises";
import { createClient } from "../src/client.ts";
import { ApiError } from "../src/errors.ts";
import { biddableRequests, proverDuties } from "../src/queries.gen.ts";

const [url, prover, mode] = process.argv.slice(2);
if (url === undefined || prover === undefined) {
  console.error("Usage: bidder-alert.ts URL PROVER [--follow]");
  process.exit(1);
}
const isFollowing = mode === "--follow";
// Whoever watches through the night goes on through a restart of the server.
const client = createClient({ url, ...(isFollowing && { retries: Number.POSITIVE_INFINITY }) });

const timeOf = (seconds: number) => new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
/** An amount in BREV, cut to hundredths. */
const brevOf = (wei: bigint) =>
  `${wei / 10n ** 18n}.${String((wei / 10n ** 16n) % 100n).padStart(2, "0")}`;

/** What was said already: each thing is said when it appears, and once more when it is due. */
const said = new Set<string>();

async function alert(proverAddress: string): Promise<void> {
  const lines = new Map<string, string>();
  const duties = proverDuties.rows(client, { prover: proverAddress, minutes: 60 });
  for await (const { kind, request, closesAt, secondsLeft, isDue, obstacles } of duties)
    lines.set(
      `${kind} ${request.id} ${isDue} ${obstacles}`,
      `${kind} ${request.id} by ${timeOf(closesAt)}, ${secondsLeft} s left${isDue ? ", DUE" : ""}${obstacles.map((obstacle) => `, ${obstacle}`).join("")}`,
    );
  for await (const { request, biddingEndsAt } of biddableRequests.rows(client, {
    prover: proverAddress,
  }))
    lines.set(
      `BID ${request.id}`,
      `BID ${request.id} until ${timeOf(biddingEndsAt)}, up to ${brevOf(request.maxFee)} BREV`,
    );
  for (const [what, line] of lines) {
    if (!said.has(what)) console.log(line);
    said.add(what);
  }
}

try {
  await alert(prover);
  if (said.size === 0) console.log("Nothing to do.");
  // Not only when the feed has something new: time alone opens and closes windows.
  while (isFollowing) {
    await wait(15_000);
    await alert(prover);
  }
} catch (error) {
  if (!(error instanceof ApiError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
