import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { pack, pagePaths, preloads } from "./tools/bundle.ts";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), preloads, pagePaths, pack],
  build: {
    target: "es2023",
    // A policy of 'self' alone allows no data: addresses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            // By itself what runs first: in the file of all it would wait for all.
            {
              name: "first",
              test: /web\/data\/(ask|range|pulse\.gen)\.ts|preload-helper/,
              priority: 1,
            },
            // In one file, what eight files of pages or more share: alone, each would be packed and asked for by itself.
            { name: "shared", test: /web\/(parts|data|pictures)\//, minShareCount: 8 },
          ],
        },
      },
    },
  },
  // For work on the pages: `npx vite web`, beside an API that runs.
  server: { proxy: { "/graphql": `http://127.0.0.1:${process.env.PORT ?? 42069}` } },
});
