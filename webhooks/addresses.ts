/** To which addresses is sent: not to those within our own network, which a stranger's name may stand for. */
import { type LookupAddress, lookup as lookupName } from "node:dns";
import { isIP, type LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

/** Whether an address is one of the public internet. IPv4 within IPv6 is judged as IPv4, or refused. */
export const isPublic = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === "unicast";

/** The host of a URL, an IPv6 address without its brackets. */
export const hostOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, "");

const refusalOf = (host: string, address: string) =>
  new Error(
    `${host === address ? "" : `${host} has the address `}${address}, which is not public. If that is meant: WEBHOOKS_PRIVATE_HOSTS=${host}`,
  );

/** @throws Error when the host is itself an address that is not public: nobody looks that one up */
export function requirePublicLiteral(host: string): void {
  if (isIP(host) !== 0 && !isPublic(host)) throw refusalOf(host, host);
}

type Resolve = (
  host: string,
  options: { all: true },
  done: (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void,
) => void;

/** Looks a name up for a connection that is then made to what was found, and only if every address found is public. */
export const publicLookup =
  (resolve: Resolve = lookupName): LookupFunction =>
  (host, options, done) => {
    resolve(host, { all: true }, (error, found) => {
      if (error !== null) return done(error, "");
      const hidden = found.find(({ address }) => !isPublic(address));
      if (hidden !== undefined) return done(refusalOf(host, hidden.address), "");
      const [first] = found;
      if (first === undefined) return done(new Error(`${host} has no address.`), "");
      if (options.all) return done(null, found);
      done(null, first.address, first.family);
    });
  };
