import type { Db } from "../../db.ts";
import type { Row } from "./entity.ts";

/** A statement that is asked again with other values, by the names of its placeholders. */
export type Prepared = { execute(values: Record<string, unknown>): Promise<Row[]> };
type Preparable = { prepare(name: string): Prepared };

/** Every connection keeps each statement's plan: clients that ask in ever new ways must not fill its memory. */
const MOST = 300;

const known = new WeakMap<Db, Map<string, Prepared>>();
let names = 0;

/**
 * The statement for a way of reading, built once, and parsed once by each connection: building and parsing take longer
 * than finding a few rows. Its text depends on nothing but `way`; what differs from time to time is a placeholder.
 */
export function prepared(db: Db, way: string, build: () => Preparable): Prepared {
  const ways = known.get(db) ?? new Map<string, Prepared>();
  known.set(db, ways);
  const found = ways.get(way);
  if (found !== undefined) return found;
  if (ways.size >= MOST) return build().prepare("");
  const made = build().prepare(`provernet_${++names}`);
  ways.set(way, made);
  return made;
}
