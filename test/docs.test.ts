import { existsSync, globSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { expect, test } from "vitest";

/** Documents say what a path is for long after it has moved. */
const documents = globSync("**/*.md", {
  exclude: (path) => /(^|\/)(node_modules|\.\w+)$/.test(path),
});
const textOf = (document: string) => readFileSync(document, "utf8");
const rooms = readdirSync(".");

/** A heading's address, as GitHub makes it. */
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

test.each(documents)("%s names only paths that are there", (document) => {
  const named = [...textOf(document).matchAll(/`([\w.-]+\/[\w./-]*)`/g)].map(([, path]) => path!);
  const ours = named.filter((path) => rooms.includes(path.split("/")[0]!));
  const isMade = (path: string) => path.startsWith(".ponder/") || path.startsWith("web/dist");
  expect(ours.filter((path) => !isMade(path) && !existsSync(path))).toEqual([]);
});

test.each(documents)("%s links only to what is there", (document) => {
  const text = textOf(document).replaceAll(/```[\s\S]*?```/g, "");
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
  const broken = links.filter((link) => {
    if (/^[a-z]+:/.test(link)) return false;
    const [path = "", anchor] = link.split("#");
    const target = path === "" ? document : normalize(join(dirname(document), path));
    if (!existsSync(target)) return true;
    if (anchor === undefined || !target.endsWith(".md")) return false;
    const headings = [...textOf(target).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!);
    return !headings.map(anchorOf).includes(anchor);
  });
  expect(broken).toEqual([]);
});
