import { LRUCache } from "lru-cache";
import { lasting } from "./once.ts";

/** [ms] How old a known version may be: so long an answer of the block before may still be given. */
const VERSION_MAX_AGE = 50;
/** The share of the cache that one answer may take. */
const LARGEST = 1 / 8;

/** What can be kept. */
export type Keepable = Readonly<{
  /** Whether it stays true until the rows change. */
  isCacheable: boolean;
  /** [bytes] What keeping it takes, about. */
  size: number;
}>;

export type CacheOptions = Readonly<{
  /** [bytes] What is kept takes no more; what was not asked for longest goes first. */
  maxSize: number;
  /** Tells the version of the rows: another one after every change of them. */
  readVersion(): Promise<string>;
  /** [ms] A clock. */
  now?: () => number;
}>;

/**
 * Answers by key, kept while the rows are of the same version: a new block or a reorganisation forgets them all.
 * Who asks for what is just being found out waits for it, instead of asking the database again.
 */
export function createCache<Value extends Keepable>({
  maxSize,
  readVersion,
  now,
}: CacheOptions): (key: string, find: () => Promise<Value>) => Promise<Value> {
  const kept = new LRUCache<string, Value>({
    maxSize,
    maxEntrySize: Math.ceil(maxSize * LARGEST),
    sizeCalculation: ({ size }, key) => size + key.length + 1,
  });
  const underWay = new Map<string, Promise<Value>>();
  const versionNow = lasting(VERSION_MAX_AGE, readVersion, now);
  let current = "";

  const findOut = async (key: string, find: () => Promise<Value>): Promise<Value> => {
    const began = current;
    const finding = find();
    underWay.set(key, finding);
    try {
      const value = await finding;
      if (value.isCacheable && began === current) kept.set(key, value);
      return value;
    } finally {
      if (underWay.get(key) === finding) underWay.delete(key);
    }
  };

  return async (key, find) => {
    const read = await versionNow().catch(() => undefined);
    // The database does not answer: the question itself will say why.
    if (read === undefined) return find();
    if (read !== current) {
      current = read;
      kept.clear();
      underWay.clear();
    }
    const known = kept.get(key);
    if (known !== undefined) return known;
    const finding = underWay.get(key);
    if (finding !== undefined) {
      const shared = await finding.catch(() => undefined);
      // What is not kept, such as a refusal, is for the first client only.
      if (shared?.isCacheable) return shared;
    }
    return findOut(key, find);
  };
}
