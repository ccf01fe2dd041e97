import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, test } from "vitest";
import { isPublic, publicLookup } from "../../webhooks/addresses.ts";
import { deliver } from "../../webhooks/deliver.ts";
import { SECRET } from "./support.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

/** A receiver on this machine; what it does is up to the test. */
async function listen(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closers.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return (server.address() as AddressInfo).port;
}
const message = { id: "msg_1", body: '{"type":"ping","text":"é"}' };
const allowed = { privateHosts: new Set(["127.0.0.1", "localhost", "receiver.example"]) };
const none = { privateHosts: new Set<string>() };
const to = (url: string, secrets = [SECRET]) => ({ url, secrets });
const reasonOf = (sent: Promise<void>) =>
  sent.then(
    () => "delivered",
    (error) => error.message,
  );

test("a delivery is signed by the standard, for each secret, and verified by its library", async () => {
  const seen: { headers: Record<string, string>; body: string }[] = [];
  const port = await listen(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    seen.push({ headers: request.headers as never, body: Buffer.concat(chunks).toString() });
    response.writeHead(204).end();
  });
  const other = `whsec_${Buffer.alloc(24, 1).toString("base64")}`;
  await deliver(to(`http://127.0.0.1:${port}/x?y=1`, [other, SECRET]), message, allowed);
  const [{ headers, body } = { headers: {}, body: "" }] = seen;
  expect(headers["webhook-id"]).toBe("msg_1");
  expect(body).toBe(message.body);
  for (const secret of [other, SECRET])
    expect(new Webhook(secret).verify(body, headers)).toEqual({ type: "ping", text: "é" });
  const wrong = new Webhook(Buffer.alloc(24, 2).toString("base64"));
  expect(() => wrong.verify(body, headers)).toThrow("No matching signature");
  expect(() => new Webhook(SECRET).verify(body.replace("é", "e"), headers)).toThrow();
  expect(() => new Webhook(SECRET).verify(body, { ...headers, "webhook-id": "msg_2" })).toThrow();
});

describe("what is no success says why", () => {
  test("a redirect is not followed", async () => {
    let hits = 0;
    const port = await listen((_, response) => {
      hits++;
      response.writeHead(307, { location: "/elsewhere" }).end();
    });
    expect(await reasonOf(deliver(to(`http://127.0.0.1:${port}`), message, allowed))).toMatch(
      /307: redirects are not followed/,
    );
    expect(hits).toBe(1);
  });

  test("of an answer only its beginning is read and told, in one line", async () => {
    let written = 0;
    const port = await listen((_, response) => {
      response.writeHead(500);
      const timer = setInterval(() => {
        written += 1_024;
        response.write(`\u001b[31mno\n${"x".repeat(1_018)}`);
      }, 1);
      closers.push(() => clearInterval(timer));
    });
    const reason = await reasonOf(deliver(to(`http://127.0.0.1:${port}`), message, allowed));
    expect(reason).toMatch(/^It answers 500: \[31mno x+$/);
    expect(reason.length).toBeLessThan(250);
    expect(written).toBeLessThan(1_000_000);
  });

  test("an answer that drips, or never comes, is given up", async () => {
    const drips = await listen((_, response) => {
      response.writeHead(500);
      const timer = setInterval(() => response.write("x"), 20);
      closers.push(() => clearInterval(timer));
    });
    const silent = await listen(() => {});
    for (const port of [drips, silent]) {
      const sent = deliver(to(`http://127.0.0.1:${port}`), message, { ...allowed, timeoutMs: 300 });
      expect(await reasonOf(sent)).toBe("It does not answer within 0.3 s.");
    }
  });

  test("a success needs no end", async () => {
    const port = await listen((_, response) => {
      response.writeHead(200).write("…");
    });
    await deliver(to(`http://127.0.0.1:${port}`), message, allowed);
  });

  test("nobody there", async () => {
    const port = await listen(() => {});
    for (const close of closers.splice(0)) close();
    expect(await reasonOf(deliver(to(`http://127.0.0.1:${port}`), message, allowed))).toMatch(
      /ECONNREFUSED/,
    );
  });
});

describe("addresses that are not public are refused", () => {
  test.each([
    ...["127.0.0.1", "127.255.255.254", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.0.1"],
    ...["169.254.169.254", "100.64.0.1", "0.0.0.0", "255.255.255.255", "224.0.0.1", "240.0.0.1"],
    ...["192.0.0.1", "192.0.2.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "192.88.99.1"],
    ...["::", "::1", "::ffff:127.0.0.1", "::ffff:a00:1", "::ffff:0:10.0.0.1", "::127.0.0.1"],
    ...["64:ff9b::a9fe:a9fe", "64:ff9b:1::a00:1", "2002:7f00:1::1", "2001:0:1::1", "fe80::1"],
    ...["fe80::1%eth0", "fc00::1", "fd00:ec2::254", "fec0::1", "ff02::1", "2001:db8::1", "100::1"],
    ...["no address", ""],
  ])("%s", (address) => {
    expect(isPublic(address)).toBe(false);
  });
  test.each(["8.8.8.8", "1.1.1.1", "172.32.0.1", "::ffff:8.8.8.8", "2606:4700:4700::1111"])(
    "but %s is public",
    (address) => {
      expect(isPublic(address)).toBe(true);
    },
  );

  test.each([
    ...["http://127.0.0.1", "http://2130706433", "http://0x7f.1", "http://0177.0.0.1"],
    ...["http://[::1]", "http://[::ffff:127.0.0.1]", "http://[::ffff:7f00:1]", "http://0"],
    ...["http://169.254.169.254/latest/meta-data", "http://127.1"],
  ])("as a URL has it: %s", async (url) => {
    expect(await reasonOf(deliver(to(url), message, none))).toMatch(/which is not public\. If/);
  });

  /** A name server of the test's. */
  const resolving = (...answers: string[][]) => {
    let asked = 0;
    const lookup = publicLookup((_, __, done) => {
      const found = answers[Math.min(asked++, answers.length - 1)]!;
      done(
        null,
        found.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
      );
    });
    return { lookup, asked: () => asked };
  };

  test.each([[["127.0.0.1"]], [["8.8.8.8", "10.0.0.1"]], [["2606:4700:4700::1111", "::1"]], [[]]])(
    "behind a name, one of several is enough: %j",
    async (found) => {
      let hits = 0;
      const port = await listen(() => hits++);
      const { lookup } = resolving(found);
      const sent = deliver(to(`http://receiver.test:${port}`), message, { ...none, lookup });
      expect(await reasonOf(sent)).toMatch(/receiver\.test has (the|no) address/);
      expect(hits).toBe(0);
    },
  );

  test("a name is looked up once: the connection is made to what was checked", async () => {
    // It answers with a public address first, and with this machine's to whoever asks again.
    const { lookup, asked } = resolving(["192.0.43.8"], ["127.0.0.1"]);
    let hits = 0;
    const port = await listen((_, response) => {
      hits++;
      response.end();
    });
    const reach = { ...none, lookup, timeoutMs: 500 };
    expect(await reasonOf(deliver(to(`http://receiver.test:${port}`), message, reach))).not.toBe(
      "delivered",
    );
    expect(hits).toBe(0);
    expect(asked()).toBe(1);
  });

  test("unless the host is among those that may have one", async () => {
    const port = await listen((_, response) => response.end());
    await deliver(to(`http://localhost:${port}`), message, allowed);
    expect(await reasonOf(deliver(to(`http://localhost:${port}`), message, none))).toMatch(
      /localhost has the address .*WEBHOOKS_PRIVATE_HOSTS=localhost/,
    );
  });
});
