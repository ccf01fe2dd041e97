/** Sends a body to an address. Throws when there is no answer; an answer of any status is one. */
export type Transport = (
  url: string,
  body: string,
) => Promise<{ status: number; retryAfter: string | null; text: string }>;

/** JSON-RPC over HTTP. `stop` gives up whatever is under way. */
export function httpTransport(timeoutMs: number, stop: AbortSignal): Transport {
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
    return {
      status: response.status,
      retryAfter: response.headers.get("retry-after"),
      text: await response.text(),
    };
  };
}
