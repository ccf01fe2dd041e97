import { registerHooks } from "node:module";

// For each file that imports another of its package, Node reads the package's description anew, to learn whether it holds
// modules. Drizzle's takes milliseconds, a third of a second in all, and its `.js` files are modules.
registerHooks({
  resolve(specifier, context, next) {
    const { parentURL } = context;
    const isOwn = specifier.startsWith("./") || specifier.startsWith("../");
    if (!isOwn || !specifier.endsWith(".js") || !parentURL?.includes("/node_modules/drizzle-orm/"))
      return next(specifier, context);
    return { url: new URL(specifier, parentURL).href, format: "module", shortCircuit: true };
  },
});
