import { unitOf } from "../data/parameters.ts";
import { Bps, Brev, Count, Missing, Seconds } from "./values.tsx";

/** The value of a governed parameter in its own unit. */
export function ParameterValue({ name, value }: { name: string; value: string | null }) {
  if (value === null) return <Missing reason="not known before" />;
  const unit = /^\d+$/.test(value) ? unitOf(name) : "text";
  if (unit === "seconds") return <Seconds of={value} />;
  if (unit === "bps") return <Bps of={value} />;
  if (unit === "count") return <Count of={value} />;
  if (unit === "wei")
    return (
      <>
        <Brev wei={value} /> BREV
      </>
    );
  return <code>{value.length > 24 ? `${value.slice(0, 24)}…` : value}</code>;
}

/** A role by its name; by its hash, where the contracts have no such role. */
export function RoleName({ hash, name }: { hash: string; name: string | null }) {
  return <code title={hash}>{name ?? `${hash.slice(0, 14)}…`}</code>;
}
