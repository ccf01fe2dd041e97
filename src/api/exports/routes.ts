/** `GET /export/<list>.<csv|ndjson|parquet>`: a whole list as a file, within limits like those of questions. */
import { sql } from "drizzle-orm";
import type { GraphQLError, GraphQLSchema } from "graphql";
import { type Context, Hono } from "hono";
import { createContext, type Progress } from "../context.ts";
import type { Db } from "../db.ts";
import { hangUpOf, nodeOf } from "../http.ts";
import { once } from "../once.ts";
import type { Spend } from "../protection/budget.ts";
import type { Client } from "../protection/clients.ts";
import { refusal } from "../protection/limits.ts";
import { type Operation, runOperation } from "../protection/operation.ts";
import {
  createPlaces,
  createPlacesPerClient,
  enterAll,
  type Places,
} from "../protection/places.ts";
import { tryAgain } from "../protection/pools.ts";
import type { RowsOf } from "../protection/scans.ts";
import type { ApiSettings } from "../settings.ts";
import type { Column } from "./columns.ts";
import { type Format, formats } from "./format.ts";
import { type ExportList, findList, readLists } from "./lists.ts";
import { createMeter } from "./meter.ts";
import { type Question, readQuestion } from "./question.ts";
import { readRows } from "./rows.ts";
import { createStream, type Stream } from "./stream.ts";

type ExportParts = Readonly<{
  db: Db;
  schema: GraphQLSchema;
  progress(): Promise<Progress>;
  settings: ApiSettings;
  clientOf(c: Context): Client;
  /** What clients spend here they have spent for questions, too. */
  spend: Spend;
  rowsOf: RowsOf;
  /** The places of heavy operations; an export takes one of them. */
  heavy: Places;
  /** An error as clients see it. */
  tell(error: unknown): GraphQLError;
}>;

/** The routes of exports. */
export function createExports(parts: ExportParts): Hono {
  const { tell, settings } = parts;
  const lists = readLists(parts.schema);
  const enter = createEntrance(settings, parts.heavy);
  const app = new Hono();
  app.get("/export", (c) => c.json({ lists: [...lists.keys()], formats: [...formats.keys()] }));
  app.get("/export/:file", async (c) => {
    try {
      const { list, format, ending } = fileOf(c.req.param("file"), lists);
      return await answer(parts, enter, { c, list, format, ending });
    } catch (error) {
      return refused(tell(error));
    }
  });
  return app;
}

/** @throws GraphQLError with code NOT_FOUND that names what there is */
function fileOf(file: string, lists: ReadonlyMap<string, ExportList>) {
  const [, name = file, ending = ""] = /^(.*)\.(\w+)$/.exec(file) ?? [];
  const [list, format] = [findList(lists, name), formats.get(ending)];
  const notFound = (message: string) => refusal("NOT_FOUND", message, { http: { status: 404 } });
  if (format === undefined)
    throw notFound(
      `An export ends with ${[...formats.keys()].map((known) => `.${known}`).join(", ")}. Example: /export/requests.csv`,
    );
  if (list === undefined)
    throw notFound(`There is no such list. Lists: ${[...lists.keys()].join(", ")}.`);
  return { list, format, ending };
}

type Asked = Readonly<{ c: Context; list: ExportList; format: Format; ending: string }>;

/** Answers once the first rows are there, so that a wrong question gets an error instead of a file. */
function answer(
  parts: ExportParts,
  enter: Enter,
  { c, list, format, ending }: Asked,
): Promise<Response> {
  const request = c.req.raw;
  const question = readQuestion(list, new URL(request.url).searchParams);
  const client = parts.clientOf(c);
  const stream = createStream();
  const { exportTimeoutMs: timeoutMs } = parts.settings;
  const { outgoing } = nodeOf(c);
  const onHangUp = (stop: () => void) => {
    stream.onHangUp(stop);
    // Of who hangs up before the file begins, its stream hears nothing.
    if (outgoing !== undefined) hangUpOf(outgoing)(stop);
  };
  const limits = { client: client.name, timeoutMs, onHangUp };
  let hasBegun = false;
  return new Promise((resolve, reject) => {
    runOperation(limits, async (operation) => {
      const leave = await enter(operation);
      try {
        const { block, pages } = await read(parts, { question, client, operation });
        const first = await pages.next();
        hasBegun = true;
        resolve(
          respond(request, stream, headersOf(format.type, `${list.name}-${block}.${ending}`)),
        );
        if (request.method === "HEAD") return;
        const { signal } = operation;
        const file = format.open(columnsWith(question));
        await stream.write(file.begin(), signal);
        for (let page = first; !page.done; page = await pages.next())
          await stream.write(file.rows(page.value), signal);
        await stream.write(file.end(), signal);
        await stream.close(signal);
      } finally {
        leave();
      }
    }).catch((error) => {
      const told = parts.tell(error);
      // Once it has begun, the file breaks off: Hono's server may end it as if it were whole, where it has not yet begun to send.
      if (hasBegun) outgoing?.destroy();
      stream.abort(told);
      reject(told);
    });
  });
}

/** The block that all rows are of, and the rows. */
async function read(
  { db, schema, ...parts }: ExportParts,
  { question, client, operation }: { question: Question; client: Client; operation: Operation },
) {
  const progress = once(parts.progress);
  const context = () => createContext(db, progress, { isVolatile: false });
  const { block } = await context().head();
  // A client may take its time between two pages: its transaction is ended by the export's own limits.
  const timeoutMs = sql.raw(String(parts.settings.exportTimeoutMs));
  await db.execute(sql`set local idle_in_transaction_session_timeout = ${timeoutMs}`);
  const { signal } = operation;
  const meter = createMeter({ ...parts, schema, client, question, signal });
  return { block, pages: readRows(question, { schema, context, ...meter }) };
}

const CURSOR: Column = { name: "cursor", kind: "text", path: [] };

const columnsWith = ({ columns, withCursor }: Question): readonly Column[] =>
  withCursor ? [...columns, CURSOR] : columns;

const headersOf = (type: string, file: string): Record<string, string> => ({
  "content-type": type,
  "content-disposition": `attachment; filename="provernet-${file}"`,
  "cache-control": "no-store",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  vary: "accept-encoding",
});

/** That a client takes gzip: named, and not with a weight of nothing. */
const GZIP = /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i;

function respond(request: Request, { body }: Stream, headers: Record<string, string>): Response {
  if (request.method === "HEAD") return new Response(null, { headers });
  const takesGzip = GZIP.test(request.headers.get("accept-encoding") ?? "");
  if (!takesGzip) return new Response(body, { headers });
  const packed = body.pipeThrough(new CompressionStream("gzip") as never) as typeof body;
  return new Response(packed, { headers: { ...headers, "content-encoding": "gzip" } });
}

type Enter = (operation: Operation) => Promise<() => void>;

/** One export of each client at a time, and of all so many that heavy questions keep a place. */
function createEntrance({ heavyConnections, waitMs }: ApiSettings, heavy: Places): Enter {
  const wait = { waitMs, tooLong: tryAgain };
  const own = createPlacesPerClient(1, wait);
  const all = createPlaces(Math.max(1, heavyConnections - 1), wait);
  return async (operation) => {
    operation.isHeavy = true;
    const { client, signal } = operation;
    return enterAll(
      () => own(client, signal),
      () => all.enter(signal),
      () => heavy.enter(signal),
    );
  };
}

/** HTTP's status for a code of ours, where the error does not bring its own. */
const STATUS: Readonly<Record<string, number>> = {
  INTERNAL_SERVER_ERROR: 500,
  QUERY_TIMEOUT: 503,
  TRY_AGAIN: 503,
  DATABASE_UNAVAILABLE: 503,
  NOT_INDEXED_YET: 503,
};

function refused({ message, extensions }: GraphQLError): Response {
  const { http, unexpected: _, ...shown } = extensions as Record<string, unknown>;
  const { status = STATUS[String(shown.code)] ?? 400, headers = {} } = (http ?? {}) as {
    status?: number;
    headers?: Record<string, string>;
  };
  const body = { errors: [{ message, extensions: shown }] };
  return Response.json(body, { status, headers: { ...headers, "cache-control": "no-store" } });
}
