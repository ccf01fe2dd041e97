// An example of a receiver: prints what it is sent, once its signature is verified. `WEBHOOK_SECRET=whsec_… PORT=8080
// npx node webhooks/example-receiver.ts`
import { createServer, type IncomingMessage } from "node:http";
import { Webhook } from "standardwebhooks";

type Message = { type: string; timestamp: string; data: Record<string, unknown> };

const { WEBHOOK_SECRET = "", PORT = "0" } = process.env;
const webhook = new Webhook(WEBHOOK_SECRET);
/** At least once: a delivery that was given already has the same id. A real receiver keeps these in its database. */
const known = new Set<string>();

createServer(async (request, response) => {
  const id = String(request.headers["webhook-id"]);
  try {
    // The signature is of the bytes as they came: verify first, parse then.
    const message = webhook.verify(await readBody(request), headersOf(request)) as Message;
    if (!known.has(id)) process.stdout.write(`${lineOf(message)}\n`);
    known.add(id);
    response.writeHead(204).end();
  } catch (error) {
    process.stdout.write(`Refused ${id}: ${(error as Error).message}\n`);
    response.writeHead(400).end();
  }
}).listen(Number(PORT), "127.0.0.1", function (this: ReturnType<typeof createServer>) {
  process.send?.(this.address());
});

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

const headersOf = ({ headers }: IncomingMessage) => headers as Record<string, string>;

function lineOf({ type, timestamp, data }: Message): string {
  const left = data.phase && `${data.secondsLeft} s of ${data.phase} left`;
  const what = data.kind ?? data.to ?? left ?? "";
  const subject = data.requestId ?? data.prover ?? data.account ?? "";
  return `${timestamp}  ${type.padEnd(16)}  ${what}  ${subject}`;
}
