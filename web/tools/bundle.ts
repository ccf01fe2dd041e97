import { globSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { Plugin } from "vite";
import { paths } from "../data/paths.ts";

/** The least size worth packing. */
const MIN_BYTES = 600;

/** Writes the addresses that are pages to paths.json: the server answers 404 for others. */
export const pagePaths: Plugin = {
  name: "page-paths",
  apply: "build",
  generateBundle() {
    const source = JSON.stringify(Object.values(paths));
    this.emitFile({ type: "asset", fileName: "paths.json", source });
  },
};

/**
 * Has the font here before the first text, which it would move if it came later; and the code of the pages while the first
 * of all, which asks for it, is read.
 */
export const preloads: Plugin = {
  name: "preloads",
  apply: "build",
  transformIndexHtml: {
    order: "post",
    handler: (_html, { bundle = {} }) => {
      const chunk = (file: string) => {
        const found = bundle[file];
        return found?.type === "chunk" ? found : undefined;
      };
      const main = Object.keys(bundle).find((file) => chunk(file)?.name === "main") ?? "";
      // What the first itself needs, Vite has linked.
      const scripts = [main, ...(chunk(main)?.imports ?? [])].filter(
        (file) => !/\/(first|index)-/.test(file),
      );
      const styles = scripts.flatMap((file) => [...(chunk(file)?.viteMetadata?.importedCss ?? [])]);
      const fonts = Object.keys(bundle).filter((file) => file.endsWith(".woff2"));
      const link = (attrs: Record<string, string>, file: string) => ({
        tag: "link",
        attrs: { ...attrs, href: `/${file}`, crossorigin: "" },
        injectTo: "head" as const,
      });
      return [
        // Fetched, not compiled: that would keep the first from running.
        ...scripts.map((file) => link({ rel: "preload", as: "script" }, file)),
        ...styles.map((file) => link({ rel: "stylesheet" }, file)),
        ...fonts.map((file) => link({ rel: "preload", as: "font", type: "font/woff2" }, file)),
      ];
    },
  },
};

/** Packs what is sent once, at the build, so that the server need not. */
export const pack: Plugin = {
  name: "pack",
  apply: "build",
  writeBundle({ dir = "dist" }) {
    for (const file of globSync("**/*.{js,css,html,json,svg}", { cwd: dir })) {
      const path = join(dir, file);
      if (statSync(path).size < MIN_BYTES) continue;
      const bytes = readFileSync(path);
      writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
      writeFileSync(`${path}.br`, brotliCompressSync(bytes));
    }
  },
};
