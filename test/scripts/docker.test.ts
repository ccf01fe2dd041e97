import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const root = new URL("../../", import.meta.url);
const linesOf = (name: string) => readFileSync(new URL(name, root), "utf8").split("\n");

test("what the image copies is there, and not kept from it", () => {
  const copied = linesOf("Dockerfile")
    .filter((line) => line.startsWith("COPY ") && !line.includes("--from"))
    .flatMap((line) => line.split(" ").slice(1, -1));
  const allowed = linesOf(".dockerignore")
    .filter((line) => line.startsWith("!"))
    .map((line) => line.slice(1));
  expect(copied).toContain("rpc");
  expect(copied.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  // rpc/ was missing once: the image could not be built.
  expect(copied.filter((path) => !allowed.includes(path.split("/")[0]!))).toEqual([]);
});

test("what the services mount is there", () => {
  const mounted = linesOf("docker-compose.yml").flatMap((line) =>
    [...line.matchAll(/^ +- \.\/([^:]+):/g)].map(([, path]) => path!),
  );
  expect(mounted).toContain("deploy/haproxy.cfg");
  // The operator's own.
  const ours = mounted.filter((path) => path !== "webhooks.yaml");
  expect(ours.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
});
