/**
 * A bidder's alert: what I must prove and reveal, what of it is due within the hour, and what I can bid on.
 *
 *   node client/examples/bidder-alert.ts http://localhost:42069 0xPROVER            once
 *   node client/examples/bidder-alert.ts http://localhost:42069 0xPROVER --follow   again whenever the market moves
 */
import { createClient } from "../src/client.ts";
import { follow } from "../src/follow.ts";
import { biddableRequests, proverDuties } from "../src/queries.gen.ts";

const [url, prover, mode] = process.argv.slice(2);
if (url === undefined || prover === undefined) {
  console.error("Usage: bidder-alert.ts URL PROVER [--follow]");
  process.exit(1);
}
const client = createClient({ url });

const timeOf = (seconds: number) => new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
/** An amount in BREV, cut to hundredths. */
const brevOf = (wei: bigint) =>
  `${wei / 10n ** 18n}.${String((wei / 10n ** 16n) % 100n).padStart(2, "0")}`;

async function alert(proverAddress: string): Promise<void> {
  const lines: string[] = [];
  const duties = proverDuties.rows(client, { prover: proverAddress, minutes: 60 });
  for await (const { kind, request, closesAt, secondsLeft, isDue, obstacles } of duties)
    lines.push(
      `${kind} ${request.id} by ${timeOf(closesAt)}, ${secondsLeft} s left${isDue ? ", DUE" : ""}${obstacles.map((obstacle) => `, ${obstacle}`).join("")}`,
    );
  for await (const { request, biddingEndsAt } of biddableRequests.rows(client, {
    prover: proverAddress,
  }))
    lines.push(
      `BID ${request.id} until ${timeOf(biddingEndsAt)}, up to ${brevOf(request.maxFee)} BREV`,
    );
  console.log(lines.length === 0 ? "Nothing to do." : lines.join("\n"));
}

await alert(prover);
if (mode === "--follow")
  for await (const _ of follow(client, { after: "now" })) await alert(prover);
