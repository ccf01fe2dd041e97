import { useSyncExternalStore } from "react";

/** A value that lives outside the components, and those who wait for another one. */
export type Store<Value> = Readonly<{
  read(): Value;
  write(value: Value): void;
  subscribe(listener: () => void): () => void;
}>;

export function createStore<Value>(first: Value): Store<Value> {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    read: () => value,
    write(next) {
      if (Object.is(value, next)) return;
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useStore<Value>(store: Store<Value>): Value {
  return useSyncExternalStore(store.subscribe, store.read);
}

/** A choice of the reader that is kept in the browser, where it may be. */
export function createChoice<Value extends string>(
  key: string,
  values: readonly Value[],
): Store<Value> {
  const kept = readKept(key);
  const store = createStore<Value>(values.find((value) => value === kept) ?? values[0]!);
  const write = (value: Value) => {
    store.write(value);
    try {
      localStorage.setItem(key, value);
    } catch {
      // Storage may be forbidden: the choice then lasts as long as the page.
    }
  };
  return { ...store, write };
}

function readKept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
