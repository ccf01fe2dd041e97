// Loaded into Ponder's process before Ponder: when the script that started it is gone, however it went,
// the channel between the two closes, and Ponder is stopped as by Ctrl-C.
process.once("disconnect", () => {
  setTimeout(() => process.exit(1), 8_000).unref();
  process.kill(process.pid, "SIGINT");
});
process.channel?.unref();
// A terminal that is closed tells everybody at once; the script that started us tells us what to do about it.
process.on("SIGHUP", () => {});
// Whoever starts Ponder while history is still being indexed tells it when that is done: `postgres/durable.ts` waits.
if (process.env.AWAITS_HISTORY !== undefined)
  Object.assign(globalThis, {
    PROVERNET_HISTORY: new Promise((resolve) => process.once("message", resolve)),
  });
