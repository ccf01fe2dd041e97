import { connect } from "node:net";
import { afterEach, expect, test } from "vitest";
import { RpcRefusal } from "../../prefetch/answers.ts";
import type { Answer } from "../../rpc/answer.ts";
import { type Relay, startRelay } from "../../rpc/relay.ts";
import { hideSecrets, withoutSecrets } from "../../settings/reader.ts";

let relay: Relay;
afterEach(() => relay?.close());

const url = "https://someone:hunter2@node.example/v3/0123456789abcdef?apikey=topsecret";

const ask = async (answer: Answer, body: object) => {
  relay = await startRelay(answer, (text) => hideSecrets(text, [url]));
  const response = await fetch(relay.url, { method: "POST", body: JSON.stringify(body) });
  return response.json();
};

test("passes an answer on under the number of its question", async () => {
  const body = { jsonrpc: "2.0", id: 7, method: "eth_chainId" };
  const answer: Answer = async ({ method, params }) => `${method} ${params.length}`;
  expect(await ask(answer, body)).toEqual({ jsonrpc: "2.0", id: 7, result: "eth_chainId 0" });
});

test("passes a revert on with its data", async () => {
  const error = { code: 3, message: "execution reverted", data: "0x1234" };
  const refuse: Answer = () => Promise.reject(new RpcRefusal(error));
  expect(await ask(refuse, { id: 1, method: "eth_call", params: [] })).toMatchObject({ error });
});

test("says why nobody answers, without what is secret in an address", async () => {
  const fail: Answer = () =>
    Promise.reject(new Error(`${url} refused 0123456789abcdef of someone: hunter2, topsecret`));
  const { error } = await ask(fail, { id: 1, method: "eth_call", params: [] });
  expect(error.message).toContain("refused … of …");
  expect(error.message).not.toMatch(/hunter2|someone|0123456789abcdef|topsecret/);
});

test("asks once what is asked several times at once", async () => {
  let times = 0;
  let answerAll = () => {};
  const isLast = new Promise<void>((resolve) => {
    answerAll = resolve;
  });
  relay = await startRelay(
    async ({ method }) => {
      if (method === "eth_chainId") return answerAll();
      times++;
      await isLast;
      return "0x7";
    },
    (text) => text,
  );
  // On one connection, so that the last question comes after the others.
  const socket = connect(Number(new URL(relay.url).port), "127.0.0.1");
  for (const method of [...Array(3).fill("eth_blockNumber"), "eth_chainId"]) {
    const body = JSON.stringify({ id: 1, method });
    socket.write(`POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`);
  }
  let text = "";
  socket.setEncoding("utf8").on("data", (chunk) => {
    text += chunk;
  });
  await expect.poll(() => text.match(/"result":"0x7"/g)).toHaveLength(3);
  expect(times).toBe(1);
  socket.destroy();
});

test("what is no question gets no answer, and does no harm", async () => {
  relay = await startRelay(
    async () => 1,
    (text) => text,
  );
  await expect(fetch(relay.url, { method: "POST", body: "{" })).rejects.toThrow();
  const body = JSON.stringify({ id: 1, method: "eth_chainId" });
  expect((await fetch(relay.url, { method: "POST", body })).status).toBe(200);
});

test("short parts of an address stay readable", () => {
  expect(hideSecrets("GET /v3/rpc of node.example", [url])).toBe("GET /v3/rpc of node.example");
  expect(hideSecrets("p%40ss and p@ss", ["https://u:p%40ss@h/"])).toBe("… and …");
  expect(withoutSecrets(url)).toBe("https://node.example/…");
});
