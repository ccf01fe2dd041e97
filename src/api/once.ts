/** What a map holds for a key, made when it is first needed. */
export function remember<Key, Value>(
  map: { get(key: Key): Value | undefined; set(key: Key, value: Value): unknown },
  key: Key,
  make: () => Value,
): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/** Asks when it is first needed, and gives every caller the same answer. */
export const once = <Value>(ask: () => Promise<Value>): (() => Promise<Value>) =>
  lasting(Number.POSITIVE_INFINITY, ask);

/** The same, asking again when the answer is this old [ms]. */
export function lasting<Value>(
  maxAge: number,
  ask: () => Promise<Value>,
  now: () => number = () => performance.now(),
): () => Promise<Value> {
  let asked: Promise<Value> | undefined;
  let askedAt = 0;
  return () => {
    if (asked === undefined || now() - askedAt >= maxAge) {
      askedAt = now();
      asked = ask();
    }
    return asked;
  };
}

/** Gives everybody who asks while an answer is found out that answer. */
export function together<Value>(ask: () => Promise<Value>): () => Promise<Value> {
  let asked: Promise<Value> | undefined;
  return () => {
    asked ??= ask().finally(() => {
      asked = undefined;
    });
    return asked;
  };
}
