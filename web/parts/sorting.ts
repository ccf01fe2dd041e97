import type { Sorting } from "./table.tsx";

type Search<Order> = Readonly<{ sort?: Order | undefined; order?: "asc" | undefined }>;

/** The order of a ranking as an address has it: another figure is greatest first, the same once more least first. */
export function sortingOf<Order extends string>(
  orders: readonly Order[],
  { sort, order }: Search<Order>,
  first: Order,
  choose: (change: Search<Order>) => void,
): Sorting {
  const by = sort ?? first;
  return {
    by,
    isAscending: order === "asc",
    choose: (chosen) =>
      choose({
        sort: orders.find((known) => known === chosen),
        order: chosen === by && order === undefined ? "asc" : undefined,
      }),
  };
}
