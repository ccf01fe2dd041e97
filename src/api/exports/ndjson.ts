/** One JSON object a line. */
import { brevOf } from "./csv.ts";
import type { Format } from "./format.ts";

export const ndjson: Format = {
  type: "application/x-ndjson; charset=utf-8",
  open: (columns) => ({
    begin: () => "",
    rows: (rows) =>
      rows
        .map((values) => {
          const entries = columns.map(({ name, kind }, index) => {
            const value = values[index] ?? null;
            return [name, kind === "brev" && value !== null ? brevOf(value as string) : value];
          });
          return `${JSON.stringify(Object.fromEntries(entries))}\n`;
        })
        .join(""),
    end: () => "",
  }),
};
