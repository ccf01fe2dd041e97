/** One attempt to deliver a message, signed as the Standard Webhooks specification has it. */
import { once } from "node:events";
import http from "node:http";
import https from "node:https";
import type { LookupFunction } from "node:net";
import { Webhook as Signer } from "standardwebhooks";
import { hostOf, publicLookup, requirePublicLiteral } from "./addresses.ts";

/** What is sent; every attempt sends the same. */
export type Message = Readonly<{
  /** `webhook-id`: who is given a message twice knows it by this. */
  id: string;
  /** JSON. */
  body: string;
}>;

/** Whom to. */
export type Receiver = Readonly<{ url: string; secrets: readonly string[] }>;

/** What attempts may do. */
export type Reach = Readonly<{
  /** Hosts whose addresses may be private. */
  privateHosts: ReadonlySet<string>;
  /** [ms] How long an attempt may take, all of it. */
  timeoutMs?: number;
  lookup?: LookupFunction;
}>;

/** [ms] */
export const TIMEOUT_MS = 15_000;
/** [bytes] Of an answer that is no success, so much is read; of one that is, nothing. */
const MOST_READ = 2_048;
/** [characters] */
const MOST_TOLD = 200;

/**
 * Sends a message.
 * @throws Error that says why it did not arrive, in words for the operator
 */
export async function deliver(
  { url: text, secrets }: Receiver,
  message: Message,
  { privateHosts, timeoutMs = TIMEOUT_MS, lookup = publicLookup() }: Reach,
): Promise<void> {
  const url = new URL(text);
  const isFree = privateHosts.has(url.hostname);
  if (!isFree) requirePublicLiteral(hostOf(url));
  const signal = AbortSignal.timeout(timeoutMs);
  const request = (url.protocol === "https:" ? https : http).request(url, {
    method: "POST",
    // A connection of its own: each is made to an address that was just checked.
    agent: false,
    headers: headersOf(secrets, message),
    signal,
    ...(!isFree && { lookup }),
  });
  try {
    request.end(message.body);
    const [response] = (await once(request, "response")) as [http.IncomingMessage];
    const { statusCode = 0 } = response;
    if (statusCode >= 200 && statusCode < 300) return;
    if (statusCode >= 300 && statusCode < 400)
      throw new Error(`It answers ${statusCode}: redirects are not followed. Name the last URL.`);
    throw new Error(`It answers ${statusCode}${await beginningOf(response)}`);
  } catch (error) {
    throw signal.aborted ? new Error(`It does not answer within ${timeoutMs / 1000} s.`) : error;
  } finally {
    // Errors that come after the answer need a listener too.
    request.on("error", () => {}).destroy();
  }
}

function headersOf(secrets: readonly string[], { id, body }: Message) {
  const now = new Date();
  return {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "user-agent": "provernet-webhooks",
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
    "webhook-signature": secrets.map((secret) => new Signer(secret).sign(id, now, body)).join(" "),
  };
}

async function beginningOf(response: http.IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) {
    chunks.push(chunk);
    if (Buffer.concat(chunks).length >= MOST_READ) break;
  }
  // What a stranger wrote is shown on a terminal: in one line, without control characters.
  const text = Buffer.concat(chunks)
    .toString()
    .replaceAll(/[\p{C}\s]+/gu, " ")
    .trim();
  return text === "" ? "." : `: ${text.slice(0, MOST_TOLD)}`;
}
