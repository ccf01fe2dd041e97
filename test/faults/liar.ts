import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export type Request = { id: unknown; method: string; params: any[] };
/** `null`: the node's own answer; text is sent as it is; "drop" closes the connection, "hang" answers nothing. */
export type Reply =
  | null
  | { result: unknown }
  | { text: string; status?: number }
  | "drop"
  | "hang";
/** What becomes of an answer. */
export type Lie = (request: Request, answer: { result?: any; error?: any }) => Reply;

export type Liar = {
  url: string;
  /** From now on; null: nothing but the truth. */
  tell: (lie: Lie | null) => void;
  /** How many answers were no longer the node's own. */
  lies: () => number;
  stop: () => Promise<void>;
};

const bodyOf = async (request: IncomingMessage) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

/** A node that passes questions on to another, and changes the answers. Its address may hold secrets: any path will do. */
export const startLiar = async (target: string, secret = { user: "", path: "" }): Promise<Liar> => {
  let lie: Lie | null = null;
  let lies = 0;
  const server = createServer(async (request, response) => {
    try {
      const parsed = JSON.parse(await bodyOf(request));
      const asked = [parsed].flat() as Request[];
      const told = await fetch(target, { method: "POST", body: JSON.stringify(asked) });
      const answers = (await told.json()) as any[];
      const replies = asked.map((each, place) => lie?.(each, answers[place]) ?? null);
      lies += replies.filter((each) => each !== null).length;
      // What befalls the connection befalls the whole batch.
      const rude = replies.find((each) => typeof each === "string" || (each && "text" in each));
      if (rude === "hang") return;
      if (rude === "drop") return void response.destroy();
      const whole = answers.map((each, place) => {
        const reply = replies[place];
        return reply && typeof reply === "object" && "result" in reply
          ? { jsonrpc: "2.0", id: each.id, result: reply.result }
          : each;
      });
      const text = JSON.stringify(Array.isArray(parsed) ? whole : whole[0]);
      const { status = 200, text: instead = text } = (rude ?? {}) as {
        status?: number;
        text?: string;
      };
      response.writeHead(status, { "content-type": "application/json" }).end(instead);
    } catch {
      response.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${secret.user}127.0.0.1:${port}${secret.path}`,
    tell(next) {
      lie = next;
    },
    lies: () => lies,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};
