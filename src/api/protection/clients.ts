import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { isIPv4, isIPv6 } from "node:net";
import type { ApiSettings } from "../settings.ts";

/** Who asks, and what it may spend. */
export type Client = Readonly<{
  /** What it is known by, never its key: `key NAME`, or an address. */
  name: string;
  /** Points it may spend in a minute; 0: no limit. */
  budgetPerMinute: number;
}>;

/**
 * Tells who asks: the holder of a key, else an address: that of the connection or, behind a trusted proxy, the one the
 * proxy saw. A key that is not in the settings is none: else anybody could be somebody new with every request.
 */
export function createClients({
  keys,
  budgetPerMinute,
  trustProxy,
}: Pick<ApiSettings, "keys" | "budgetPerMinute" | "trustProxy">): (
  request: Request,
  incoming: IncomingMessage | undefined,
) => Client {
  // By hash, so that the time a look-up takes reveals nothing about the keys.
  const byHash = new Map(
    keys.map(({ name, key, budget }) => [
      hashOf(key),
      { name: `key ${name}`, budgetPerMinute: budget ?? budgetPerMinute },
    ]),
  );
  return (request, incoming) => {
    const given = byHash.size === 0 ? null : request.headers.get("x-api-key");
    const known = given === null ? undefined : byHash.get(hashOf(given));
    if (known !== undefined) return known;
    // Only the last address is the proxy's word; those before are the client's.
    const forwarded = trustProxy
      ? request.headers.get("x-forwarded-for")?.split(",").at(-1)?.trim()
      : undefined;
    const address = forwarded || incoming?.socket?.remoteAddress || "unknown";
    return { name: networkOf(address), budgetPerMinute };
  };
}

const hashOf = (key: string) => createHash("sha256").update(key).digest("base64");

/** An address as one client has it: of IPv6 the first 64 bits, since whoever has one address has all of those. */
function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (isIPv4(address) || !isIPv6(address)) return address.slice(0, 64);
  const [head = "", tail] = address.split("%")[0]!.toLowerCase().split("::");
  const groups = head.split(":").filter(Boolean);
  const rest = tail?.split(":").filter(Boolean) ?? [];
  const zeros = Array.from({ length: Math.max(0, 8 - groups.length - rest.length) }, () => "0");
  const whole = tail === undefined ? groups : [...groups, ...zeros, ...rest];
  return `${whole
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
