/**
 * One connection that stays open, asked one request at a time. Node's own client takes as much processor time as a fast
 * server: it would be measured as well. This one reads what the compared servers write, and nothing else.
 */
import { connect, type Socket } from "node:net";

/** A connection. Whoever opens it closes it. */
export type Connection = {
  /** Sends a request made by `postOf`, and gives the status and the body of the answer. */
  ask(request: Buffer): Promise<Reply>;
  close(): void;
};
export type Reply = { status: number; body: string };

/** A POST of JSON as it is sent. */
export function postOf(url: URL, body: string, headers: Record<string, string> = {}): Buffer {
  const more = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(
    `POST ${url.pathname}${url.search} HTTP/1.1\r\nhost: ${url.host}\r\ncontent-type: application/json\r\n${more.join("")}` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

/** Opens a connection to a server. */
export function openConnection({ hostname, port }: URL): Connection {
  let socket: Socket | undefined;
  let received: Buffer = Buffer.alloc(0);
  let waiting: { resolve(reply: Reply): void; reject(error: Error): void } | undefined;

  const fail = (error: Error) => {
    waiting?.reject(error);
    waiting = undefined;
    socket = undefined;
    received = Buffer.alloc(0);
  };
  const read = (chunk: Buffer) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
    const found = readReply(received);
    if (found === null) return;
    received = received.subarray(found.end);
    const asked = waiting;
    waiting = undefined;
    asked?.resolve(found.reply);
  };
  const open = () =>
    connect({ host: hostname, port: Number(port), noDelay: true })
      .on("data", read)
      .on("error", fail)
      .on("close", () => fail(new Error("The server closed the connection.")));

  return {
    ask: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket ??= open();
        socket.write(request);
      }),
    close: () => socket?.destroy(),
  };
}

const HEAD_END = Buffer.from("\r\n\r\n");
const LINE_END = Buffer.from("\r\n");

/** The first reply in what was received, and where it ends; null while some of it is missing. */
function readReply(received: Buffer): { reply: Reply; end: number } | null {
  const headEnd = received.indexOf(HEAD_END);
  if (headEnd === -1) return null;
  const head = received.toString("latin1", 0, headEnd);
  const status = Number(head.slice(9, 12));
  const begin = headEnd + HEAD_END.length;
  const [, length] = /\r\ncontent-length: *(\d+)/i.exec(head) ?? [];
  if (length !== undefined) {
    const end = begin + Number(length);
    if (received.length < end) return null;
    return { reply: { status, body: received.toString("utf8", begin, end) }, end };
  }
  if (!/\r\ntransfer-encoding: *chunked/i.test(head))
    return { reply: { status, body: "" }, end: begin };
  const parts: Buffer[] = [];
  for (let at = begin; ; ) {
    const lineEnd = received.indexOf(LINE_END, at);
    if (lineEnd === -1) return null;
    const size = Number.parseInt(received.toString("latin1", at, lineEnd), 16);
    const end = lineEnd + 2 + size + 2;
    if (received.length < end) return null;
    if (size === 0) return { reply: { status, body: Buffer.concat(parts).toString() }, end };
    parts.push(received.subarray(lineEnd + 2, end - 2));
    at = end;
  }
}
