import http from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";

/** Reads CSV by RFC 4180, strictly: throws on a quote out of place or a line of another length. Null: an empty cell. */
export function readCsv(text: string): Record<string, string | null>[] {
  const lines: (string | null)[][] = [];
  let line: (string | null)[] = [];
  for (let at = 0; at < text.length; ) {
    let cell: string | null;
    if (text[at] === '"') {
      const quoted = /"((?:[^"]|"")*)"/y;
      quoted.lastIndex = at;
      const found = quoted.exec(text);
      if (found === null) throw new Error(`A quote is not closed at ${at}.`);
      at = quoted.lastIndex;
      cell = found[1]!.replaceAll('""', '"');
    } else {
      const plain = /[^",\r\n]*/y;
      plain.lastIndex = at;
      cell = plain.exec(text)![0] || null;
      at = plain.lastIndex;
    }
    line.push(cell);
    if (text[at] === ",") {
      at += 1;
      continue;
    }
    if (text.slice(at, at + 2) !== "\r\n") throw new Error(`A cell ends wrongly at ${at}.`);
    at += 2;
    lines.push(line);
    line = [];
  }
  if (line.length > 0) throw new Error("The last line has no end.");
  const [head = [], ...rows] = lines;
  return rows.map((row) => {
    if (row.length !== head.length) throw new Error(`A line has ${row.length} cells.`);
    return Object.fromEntries(head.map((name, index) => [name, row[index]!]));
  });
}

export const readNdjson = (text: string): Record<string, unknown>[] => {
  const lines = text.split("\n");
  if (lines.pop() !== "") throw new Error("The last line has no end.");
  return lines.map((line) => JSON.parse(line));
};

/** Serves an app by Node's own server; its address, and what ends it. */
export const listen = async (app: Hono) => {
  const server = http.createServer(getRequestListener(app.fetch));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port}`, close };
};
