import { SPANS, WINDOWS, type Window } from "../data/range.ts";
import { capital } from "./chip.tsx";
import styles from "./choice.module.css";

/** One of several, side by side. */
export function Choice<Value extends string | number>({
  label,
  values,
  chosen,
  nameOf,
  choose,
}: {
  label: string;
  values: readonly Value[];
  chosen: Value | null;
  nameOf(value: Value): string;
  choose(value: Value): void;
}) {
  return (
    <fieldset className={styles.choice}>
      <legend className="hidden">{label}</legend>
      {values.map((value) => (
        <button
          key={value}
          type="button"
          aria-pressed={value === chosen}
          onClick={() => choose(value)}
        >
          {capital(nameOf(value))}
        </button>
      ))}
    </fieldset>
  );
}

const spanName = (days: number) => (days === 0 ? "All" : days === 1 ? "24 h" : `${days} d`);

/** How far back a page looks. */
export function Span({ days, choose }: { days: number | null; choose(days: number): void }) {
  return (
    <Choice label="Span of time" values={SPANS} chosen={days} nameOf={spanName} choose={choose} />
  );
}

/** How many days a figure is of. */
export function WindowChoice({ days, choose }: { days: Window; choose(days: Window): void }) {
  return <Choice label="Days" values={WINDOWS} chosen={days} nameOf={spanName} choose={choose} />;
}
