/** Rules of the webhooks, each broken in one way. */
import type { Mutation } from "./mutations.ts";

/** In a file of `webhooks`, for the test of this name to notice. */
const broken = (
  [file, test]: readonly [string, string],
  rule: string,
  [find, replace]: readonly [string, string],
): Mutation => ({
  rule: `webhooks: ${rule}`,
  file: `webhooks/${file}.ts`,
  find,
  replace,
  witness: `test/webhooks/${test}.test.ts`,
});

export const webhookMutations: readonly Mutation[] = [
  broken(["follow", "follow"], "a fork is not looked for", [
    "const agreed = await lastAgreed(db, blocks);",
    "const agreed = null as number | null;",
  ]),
  broken(["follow", "follow"], "an event on a branch that differs nowhere else is missed", [
    "Math.max(blocks[0]?.number ?? -1, final.block)",
    "told.block",
  ]),
  broken(["follow", "follow"], "what an index says that is not ready is believed", [
    "if (!ready || end === null)",
    "if (end === null)",
  ]),
  broken(["follow", "notices"], "an index that is behind is followed back", [
    'if (end.block < position.told.block) return "behind";',
    "",
  ]),
  broken(["follow", "follow"], "what was final is told again when final blocks changed", [
    "if (agreed <= final.block) return final;",
    "if (agreed < 0) return NOTHING;",
  ]),
  broken(["follow", "follow"], "FINAL is told as soon as it is indexed", [
    'const end = finality === "FINAL" ? finalized : head;',
    "const end = head;",
  ]),
  broken(["follow", "follow"], "what was told is told again", [
    ".filter(({ key }) => !isSent.has(key))",
    "",
  ]),
  broken(["follow", "follow"], "what is gone is not taken back", [
    "const gone = sent.filter(({ key }) => !isNow.has(key)).reverse();",
    "const gone: typeof sent = [];",
  ]),
  broken(["follow", "follow"], "what is not final is forgotten", [
    "await store.forgetSent(client, name, next.final);",
    "await store.forgetSent(client, name, next.told);",
  ]),
  broken(["items", "follow"], "a stretch ends within a block", [
    "if (all.length > 0) return { all, isCut: true };",
    "if (all.length > 0) return { all: rows.slice(0, first), isCut: true };",
  ]),
  broken(["queue", "queue"], "those of one transaction have no order", [".sort()", ""]),
  broken(["queue", "queue"], "subjects do not wait for what is before", [
    'policy: "key_strict_fifo"',
    'policy: "standard"',
  ]),
  broken(["queue", "queue"], "nothing is ever given up", [
    "if (age < patience.total)",
    "if (age < Number.POSITIVE_INFINITY)",
  ]),
  broken(["queue", "queue"], "tries do not become rarer", [
    "retryBackoff: true",
    "retryBackoff: false",
  ]),
  broken(["queue", "queue"], "what waits is forgotten in two weeks", [
    "retentionSeconds: FOREVER,\n    deleteAfter",
    "deleteAfter",
  ]),
  broken(["queue", "queue"], "a dead letter that is not there counts", [
    "if (job === undefined) continue;",
    "if (job === undefined) { taken++; continue; }",
  ]),
  broken(["queue", "queue"], "deliveries outlive a transaction that is undone", [
    "await boss.insert(queueOf(webhook), jobs, { db: through(client) });",
    "await boss.insert(queueOf(webhook), jobs);",
  ]),
  broken(["addresses", "deliver"], "IPv4 within IPv6 is public", [
    "ipaddr.process(address).range()",
    "ipaddr.parse(address).range()",
  ]),
  broken(["addresses", "deliver"], "only the first address of a name is looked at", [
    "found.find(({ address }) => !isPublic(address))",
    "found.slice(0, 1).find(({ address }) => !isPublic(address))",
  ]),
  broken(["deliver", "deliver"], "addresses in a URL are not looked at", [
    "if (!isFree) requirePublicLiteral(hostOf(url));",
    "",
  ]),
  broken(["deliver", "deliver"], "addresses of a name are not looked at", [
    "...(!isFree && { lookup }),",
    "",
  ]),
  broken(["deliver", "deliver"], "answers are read without end", [
    "if (Buffer.concat(chunks).length >= MOST_READ) break;",
    "",
  ]),
  broken(["deliver", "deliver"], "only the first secret signs", [
    "new Signer(secret).sign(id, now, body)",
    "new Signer(secrets[0]!).sign(id, now, body)",
  ]),
  broken(["notices", "notices"], "phases are told of settled requests", [
    "at > row.createdAt && at <= settledAt(row)",
    "at > row.createdAt",
  ]),
  broken(["notices", "notices"], "time left is told before a phase begins", [
    "const at = Math.max(begins, endsAt - seconds);",
    "const at = endsAt - seconds;",
  ]),
  broken(["items", "notices"], "deadlines are not sought so long before", [
    "BigInt(to + seconds)",
    "BigInt(to)",
  ]),
  broken(["items", "notices"], "reveals that were made are owed", [
    "const sealed = await sealedOf(db, filter, rows);",
    "const sealed = (_id: Hex, _at: number) => true;",
  ]),
];
