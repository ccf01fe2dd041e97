/** Sends a body to an address. Throws when there is no answer; an answer of any status is one. */
export type Transport = (
  url: string,
  body: string,
) => Promise<{ status: number; retryAfter: string | null; text: string }>;

/** Nothing that is asked for is as long. */
const MOST_BYTES = 128_000_000;

/** JSON-RPC over HTTP. `stop` gives up whatever is under way; a longer answer than `mostBytes` is not read. */
export function httpTransport(
  timeoutMs: number,
  stop: AbortSignal,
  mostBytes = MOST_BYTES,
): Transport {
  return async (url, body) => {
    const { origin, username, password, pathname, search } = new URL(url);
    const headers: Record<string, string> = { "content-type": "application/json" };
    if (username !== "")
      headers.authorization = `Basic ${Buffer.from(
        `${decodeURIComponent(username)}:${decodeURIComponent(password)}`,
      ).toString("base64")}`;
    const response = await fetch(`${origin}${pathname}${search}`, {
      method: "POST",
      headers,
      body,
      signal: AbortSignal.any([stop, AbortSignal.timeout(timeoutMs)]),
    });
    const text = await readText(response, mostBytes);
    return {
      // As if the node itself had found the answer too large.
      status: text === null ? 413 : response.status,
      retryAfter: response.headers.get("retry-after"),
      text: text ?? "",
    };
  };
}

/** The body as text; null when it is too long to be kept. */
async function readText({ body }: Response, mostBytes: number): Promise<string | null> {
  if (body === null) return "";
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    // Leaving the loop ends the connection.
    if (bytes > mostBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}
