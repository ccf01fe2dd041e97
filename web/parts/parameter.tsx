import { Fragment } from "react";
import type { ParameterUnit } from "../data/generated/types.ts";
import { parameterText } from "../data/numbers.ts";
import { Bps, Brev, Missing, Seconds } from "./values.tsx";

/** The value of a governed parameter in its own unit. */
export function ParameterValue({
  unit,
  value,
}: {
  unit: ParameterUnit | null;
  value: string | null;
}) {
  if (value === null) return <Missing reason="not known before" />;
  if (unit === "SECONDS") return <Seconds of={value} />;
  if (unit === "BPS") return <Bps of={value} />;
  if (unit === "WEI")
    return (
      <>
        <Brev wei={value} /> BREV
      </>
    );
  return <code>{parameterText(unit, value)}</code>;
}

/** The name of a rule, which may go on in the next line before a capital. */
export const RuleName = ({ of }: { of: string }) =>
  of.split(/(?=[A-Z])/).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place
    <Fragment key={index}>
      <wbr />
      {part}
    </Fragment>
  ));

/** A role by its name; by its hash, where the contracts have no such role. */
export function RoleName({ hash, name }: { hash: string; name: string | null }) {
  return <code title={hash}>{name ?? `${hash.slice(0, 14)}…`}</code>;
}
