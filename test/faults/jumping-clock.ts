// Loaded into the indexer before anything else: its clock jumps every two seconds, as one that is set does.
const JUMPS_MS = [0, 86_400_000, -7_200_000, 3_600_000, -86_400_000];
const now = Date.now;
let jump = 0;

Date.now = () => now() + JUMPS_MS[jump]!;
globalThis.Date = new Proxy(Date, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [Date.now()] : args, newTarget),
});

setInterval(() => {
  jump = (jump + 1) % JUMPS_MS.length;
  process.stdout.write(`The clock jumps by ${JUMPS_MS[jump]! / 3_600_000} h\n`);
}, 2_000).unref();
