import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "vitest";
import { httpTransport } from "../../prefetch/transport.ts";

let close = () => {};
afterEach(() => close());

test("an answer that never ends is given up as too large", async () => {
  const server = createServer((_, response) => {
    const timer = setInterval(() => response.write("x".repeat(10_000)), 1);
    response.on("close", () => clearInterval(timer));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  close = () => server.close();
  const { port } = server.address() as AddressInfo;
  const transport = httpTransport(30_000, new AbortController().signal, 100_000);
  expect(await transport(`http://127.0.0.1:${port}`, "{}")).toMatchObject({
    status: 413,
    text: "",
  });
});
