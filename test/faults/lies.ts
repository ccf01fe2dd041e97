import type { Lie } from "./liar.ts";

/** A share of the answers of one method. */
export const some = (random: () => number, share: number, method: string, lie: Lie): Lie => {
  return (request, answer) =>
    request.method === method && random() < share ? lie(request, answer) : null;
};

/** Without one of the logs, if there are any. */
export const withoutOne =
  (random: () => number): Lie =>
  (_, { result }) =>
    result?.length > 0
      ? { result: result.toSpliced(Math.floor(random() * result.length), 1) }
      : null;

export const withHead =
  (change: (head: number) => number): Lie =>
  ({ method, params }, { result }) => {
    const hex = (value: string) => `0x${Math.max(0, change(Number(value))).toString(16)}`;
    if (method === "eth_blockNumber") return { result: hex(result) };
    if (method === "eth_getBlockByNumber" && params[0] === "latest")
      return {
        result: {
          ...result,
          number: hex(result.number),
          hash: `0x${"ab".repeat(32)}`,
          transactions: [],
        },
      };
    return null;
  };
