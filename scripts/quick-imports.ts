/**
 * Makes a process start in half the time: what is loaded and never used is left out, and what is looked for again and again
 * is
 * found once.
 */
import { registerHooks } from "node:module";

/**
 * Modules of Ponder that thousands of others come with, and what stands in for them: its own GraphQL, which is not served
 * here, and all chains there are, of which it reads how many blocks make one of a few final.
 */
const standIns: Record<string, string> = {
  "./graphql/middleware.js": "export const graphql = undefined",
  "viem/chains": [1, 5, 42, 137, 42_161, 42_170, 80_001, 421_613, 11_155_111]
    .map((id) => `export const c${id} = { id: ${id}, rpcUrls: { default: { http: [] } } };`)
    .join(""),
};
const PONDER = "/node_modules/ponder/dist/esm/";
const DRIZZLE = "/node_modules/drizzle-orm/";

/** What finds the same whoever of its package asks for it. */
const isPackage = /^(?![a-z]+:)[@a-z]/;
type Found = { url: string };
const found = new Map<string, Found>();

/** The folder within which a name of a package means the same: the package's own, or the file's. */
function homeOf(url: string): string {
  const at = url.lastIndexOf("/node_modules/");
  if (at < 0) return url.slice(0, url.lastIndexOf("/"));
  const [name = ""] = /^(?:@[^/]+\/)?[^/]+/.exec(url.slice(at + "/node_modules/".length)) ?? [];
  return url.slice(0, at) + name;
}

registerHooks({
  resolve(specifier, context, next) {
    const { parentURL = "", conditions } = context;
    const standIn = standIns[specifier];
    if (standIn !== undefined && parentURL.includes(PONDER))
      return { url: `data:text/javascript,${standIn}`, format: "module", shortCircuit: true };
    // For each file that imports another of its package, Node reads the package's description anew, to learn whether it
    // holds modules. Drizzle's takes milliseconds, a third of a second in all, and its `.js` files are modules.
    if (/^\.\.?\/.*\.js$/.test(specifier) && parentURL.includes(DRIZZLE))
      return { url: new URL(specifier, parentURL).href, format: "module", shortCircuit: true };
    if (!isPackage.test(specifier) || !conditions.includes("import"))
      return next(specifier, context);
    const key = `${homeOf(parentURL)} ${specifier}`;
    const known = found.get(key) ?? next(specifier, context);
    found.set(key, known);
    return { ...known, shortCircuit: true };
  },
});
