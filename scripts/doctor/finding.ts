/** What was looked at, and what was found. "wrong" must be fixed before the indexer works; `fix` says how. */
export type Finding = Readonly<{
  level: "fine" | "warning" | "wrong";
  what: string;
  found: string;
  fix?: string;
}>;

const SIGNS = { fine: "ok     ", warning: "warning", wrong: "WRONG  " } as const;

/** A finding as one line. */
export const render = ({ level, what, found, fix }: Finding): string =>
  `${SIGNS[level]}  ${what}: ${found}${fix === undefined ? "" : ` — ${fix}`}`.replaceAll(
    /\s*\n\s*/g,
    " ",
  );
