/** Asks when somebody first wants to know, and gives everybody the same answer. */
export const once = <Value>(ask: () => Promise<Value>): (() => Promise<Value>) =>
  lasting(Number.POSITIVE_INFINITY, ask);

/** The same, asking anew when the answer is so old [ms]. */
export function lasting<Value>(
  lasts: number,
  ask: () => Promise<Value>,
  now: () => number = () => performance.now(),
): () => Promise<Value> {
  let asked: Promise<Value> | undefined;
  let askedAt = 0;
  return () => {
    if (asked === undefined || now() - askedAt >= lasts) {
      askedAt = now();
      asked = ask();
    }
    return asked;
  };
}
