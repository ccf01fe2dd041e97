import { createServer } from "node:net";
import { expect, inject, test } from "vitest";
import { requireDatabase } from "../../postgres/check.ts";
import { createUrl } from "../support/database.ts";
import { ask, databaseUrl } from "../support/postgres.ts";
import { freePort } from "../support/server.ts";

const messageFor = (url: string) =>
  requireDatabase(url).then(
    () => "",
    (error: Error) => error.message,
  );
const withUser = (url: string, name: string, password: string) =>
  Object.assign(new URL(url), { username: name, password }).href;

test("a database that can be used is", async () => {
  expect(await messageFor(await createUrl())).toBe("");
});

test("one that is not there is named, with how to create it", async () => {
  const message = await messageFor(databaseUrl(inject("postgresUrl"), "provernet_nowhere"));
  expect(message).toMatch(/^The database in DATABASE_URL cannot be used: 127\.0\.0\.1:\d+ has no/);
  expect(message).toContain("createdb provernet_nowhere");
  expect(message).toContain("Example: DATABASE_URL=postgres://");
});

test("a wrong password is told, and not repeated", async () => {
  const message = await messageFor(withUser(await createUrl(), "provernet", "hunter2"));
  expect(message).toContain("password authentication failed");
  expect(message).not.toContain("hunter2");
});

test("a user who may not create a schema is told what to grant", async () => {
  const url = await createUrl();
  const name = new URL(url).pathname.slice(1);
  await ask(url, `create role "${name}" login password 'x'`);
  expect(await messageFor(withUser(url, name, "x"))).toContain(
    `GRANT CREATE ON DATABASE "${name}" TO "${name}"`,
  );
  await ask(url, `drop role "${name}"`);
});

test("where nobody listens, or somebody who is no PostgreSQL, is told with the place", async () => {
  const port = await freePort();
  const url = `postgres://a:hunter2@127.0.0.1:${port}/b`;
  expect(await messageFor(url)).toContain(`nothing listens at 127.0.0.1:${port}`);
  const silent = createServer(() => {}).listen(port, "127.0.0.1");
  try {
    expect(await messageFor(url)).toContain(`127.0.0.1:${port}`);
  } finally {
    silent.close();
  }
});
