/** An answer that cannot be right: it is asked for again, of another endpoint if there is one. */
export class Malformed extends Error {}

/** Logs of too many blocks, or too many of them, were asked for at once. */
export class RangeRefused extends Error {
  /** The number of blocks the endpoint said it would serve; null when it said nothing. */
  readonly suggested: number | null;

  constructor(message: string, suggested: number | null) {
    super(message);
    this.suggested = suggested;
  }
}

/** Nothing that can be asked is answered any more. */
export class Unanswered extends Error {}

/** What a failed post means for what is asked next. */
export type Failure =
  | { kind: "throttled"; retryAfterMs: number | null; why: string }
  | { kind: "too-large"; why: string }
  | { kind: "forbidden"; why: string }
  | { kind: "failed"; why: string };

export type RpcError = { code: number; message: string; data?: unknown };

const THROTTLED =
  /\brate\b|per second|requests? (limit|count)|^limit exceeded\.?$|too many requests|compute units|throughput|\bquota\b|throttl|slow down|\b429\b/i;
const BATCH = /batch/i;
const RANGE =
  /\brange\b|more than|too (many|large|wide|big)|results?\b.*\b(limit|exceed|max)|exceed|response size|max(imum)?\b.*\bblocks?|blocks?\b.*\bmax(imum)?|time(d)? ?out|limited to/i;

/** How long a Retry-After header asks to wait: seconds or a date; null when it says nothing usable. */
export function retryAfterMs(header: string | null, now: number): number | null {
  if (header === null) return null;
  const seconds = /^\s*\d+(\.\d+)?\s*$/.test(header) ? Number(header) : Number.NaN;
  const ms = Number.isNaN(seconds) ? Date.parse(header) - now : seconds * 1000;
  return Number.isFinite(ms) && ms >= 0 ? ms : null;
}

/** What an HTTP status other than 200 means; null for a status whose body is to be read. */
export function failureOfStatus(
  status: number,
  retryAfter: string | null,
  now: number,
): Failure | null {
  if (status >= 200 && status < 300) return null;
  const why = `HTTP ${status}`;
  if (status === 429)
    return { kind: "throttled", retryAfterMs: retryAfterMs(retryAfter, now), why };
  if (status === 413) return { kind: "too-large", why };
  if ([401, 402, 403, 404, 405].includes(status)) return { kind: "forbidden", why };
  const wait = retryAfterMs(retryAfter, now);
  if (status === 503 && wait !== null) return { kind: "throttled", retryAfterMs: wait, why };
  return { kind: "failed", why };
}

/** What a JSON-RPC error means. Limits of rate, of a batch and of a block range share codes: the words tell. */
export function failureOfError({ code, message }: RpcError): Failure {
  const why = `${message} (${code})`;
  if (BATCH.test(message)) return { kind: "too-large", why };
  if (code === 429 || code === -32029 || THROTTLED.test(message))
    return { kind: "throttled", retryAfterMs: null, why };
  return { kind: "failed", why };
}

/** Whether an error is the contract's own answer: every node gives the same. */
export const isRevert = ({ code, message }: RpcError): boolean =>
  code === 3 || /\brevert/i.test(message);

/** Whether an error of eth_getLogs says that less should be asked for at once. */
export const isAboutRange = ({ message }: RpcError): boolean =>
  RANGE.test(message) && !THROTTLED.test(message);

/** The number of blocks that an error of eth_getLogs says would be served; null when it says none. */
export function suggestedRange({ message, data }: RpcError): number | null {
  const text = `${message} ${typeof data === "object" ? JSON.stringify(data) : (data ?? "")}`;
  const bounds = /\[?\s*(0x[0-9a-f]+)\s*[,-]\s*(0x[0-9a-f]+)\s*\]?/i.exec(text);
  if (bounds !== null) {
    const length = Number(bounds[2]) - Number(bounds[1]) + 1;
    return length > 0 ? length : null;
  }
  const limit =
    /(?:limited to|up to(?: a)?|max(?:imum)?(?: (?:is|of|block range:?|range:?))?|maximum block range:?)\s*:?\s*(?:a\s*)?([\d,]+)\s*(k)?\b(?!\s*(?:results|logs))/i.exec(
      text,
    );
  if (limit === null) return null;
  const blocks = Number(limit[1]!.replaceAll(",", "")) * (limit[2] === undefined ? 1 : 1000);
  return blocks > 0 ? blocks : null;
}

/** What an error says, with what caused it. */
export const wordsOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  return cause instanceof Error ? `${error.message}: ${cause.message}` : error.message;
};
