/** When to look whether there is something new: told by PostgreSQL, and looked at now and then in any case. */
import pg from "pg";
import type { Source } from "../protection/pools.ts";

/** [ms] A notice may be lost, a standby gives none, and phases end by the time alone: so often it is looked in any case. */
const LOOK_MS = 1_000;
/** [ms] Before a broken connection is made anew. */
const RETRY_MS = 2_000;

/** Calls somebody whenever there may be something new, and every second. */
export type Changes = (onChange: () => void) => () => Promise<void>;

/**
 * Listens on the channel on which Ponder tells, with the transaction of each block, that there is something new: one
 * connection, whoever listens to us. Without one, it is looked every second.
 */
export function listenTo(source: Source | null): Changes {
  return (onChange) => {
    const timer = setInterval(onChange, LOOK_MS);
    let client: pg.Client | null = null;
    let retry: NodeJS.Timeout | undefined;
    let isOver = false;

    const connect = async ({ connection, schema }: Source) => {
      const made = new pg.Client({ ...connection, application_name: `${schema}_api_live` });
      client = made;
      made.on("notification", onChange);
      const again = () => {
        if (client !== made || isOver) return;
        client = null;
        void made.end().catch(() => {});
        retry = setTimeout(() => void connect({ connection, schema }), RETRY_MS);
      };
      made.on("error", again);
      made.on("end", again);
      try {
        await made.connect();
        await made.query(`listen ${made.escapeIdentifier(`${schema}_live_query`)}`);
        onChange();
      } catch {
        again();
      }
    };
    if (source !== null) void connect(source);

    return async () => {
      isOver = true;
      clearInterval(timer);
      clearTimeout(retry);
      await client?.end().catch(() => {});
    };
  };
}
