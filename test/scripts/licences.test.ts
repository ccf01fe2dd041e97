import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { licencesOf, unknownLicences } from "../../scripts/licences/lock.ts";

const lock = JSON.parse(readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8"));

test("all that is installed has a licence that goes with ours", () => {
  const licences = licencesOf(lock);
  expect(licences.get("MIT")!.length).toBeGreaterThan(100);
  expect(unknownLicences(licences)).toEqual([]);
});

test("another licence, or none, is noticed; of two to choose from one is enough", () => {
  const packages = {
    "": {},
    web: { version: "0" },
    "node_modules/web": { link: true },
    "node_modules/a": { version: "1", license: "GPL-3.0-only" },
    "node_modules/a/node_modules/b": { version: "2" },
    "node_modules/c": { license: "(GPL-2.0 OR MIT)", optionalDependencies: { "c-linux": "1" } },
    "node_modules/c-linux": {},
  };
  const licences = licencesOf({ packages });
  expect(licences.get("GPL-3.0-only")).toEqual(["a 1"]);
  expect(unknownLicences(licences)).toEqual(["GPL-3.0-only", "none given"]);
});
