/**
 * For the Vite inside Ponder, which else watches every file of this folder, those of PostgreSQL among them, and looks at
 * each
 * when one is written. Only `npm run dev` reloads, and only what Ponder reads.
 */
export default {
  server: {
    watch: process.argv.includes("dev")
      ? {
          ignored: ["bench", "client", "docs", "recordings", "test", "web", ".ponder"].map(
            (room) => `**/${room}/**`,
          ),
        }
      : null,
  },
};
