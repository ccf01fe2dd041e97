import {
  Children,
  type CSSProperties,
  type ReactNode,
  startTransition,
  useEffect,
  useState,
} from "react";
import type { Term } from "../data/generated/terms.ts";
import styles from "./layout.module.css";
import { Defined } from "./tip.tsx";
import { FigureTerm } from "./values.tsx";

/** The heading of a page, and what belongs to it. */
export function Title({
  children,
  beside,
  kind,
}: {
  children: ReactNode;
  beside?: ReactNode;
  kind?: string;
}) {
  return (
    <div className={styles.title}>
      {kind && <p className={styles.kind}>{kind}</p>}
      <div className={styles.heading}>
        <h1>{children}</h1>
        {beside}
      </div>
    </div>
  );
}

/** A part of a page with its own heading. */
export function Section({
  title,
  beside,
  note,
  children,
}: {
  title: string;
  beside?: ReactNode;
  note?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={styles.section}>
      <div className={styles.heading}>
        <h2>{title}</h2>
        {beside}
      </div>
      {note && <p className={styles.note}>{note}</p>}
      {children}
    </section>
  );
}

/** How many columns make rows as even as the number of figures allows, of at most so many. */
function evenly(children: ReactNode, most: number): CSSProperties {
  const count = Math.max(1, Children.toArray(children).length);
  return { "--columns": Math.ceil(count / Math.ceil(count / most)) } as CSSProperties;
}

/** Figures side by side. */
export function Tiles({ children }: { children: ReactNode }) {
  return (
    <dl className={styles.tiles} style={evenly(children, 7)}>
      {children}
    </dl>
  );
}

/** One figure of a page: what it is, how much, and a word more. */
export function Tile({
  label,
  term,
  children,
  note,
}: {
  label: string;
  term?: Term;
  children: ReactNode;
  note?: ReactNode;
}) {
  return (
    <div className={styles.tile}>
      <dt>{term ? <Defined term={term}>{label}</Defined> : label}</dt>
      <dd className={styles.figure}>
        <FigureTerm value={term}>{children}</FigureTerm>
      </dd>
      {note !== undefined && <dd className={styles.caption}>{note}</dd>}
    </div>
  );
}

/** Pairs of a name and a value. */
export function Facts({ children }: { children: ReactNode }) {
  return (
    <dl className={styles.facts} style={evenly(children, 6)}>
      {children}
    </dl>
  );
}

export function Fact({
  label,
  term,
  children,
}: {
  label: string;
  term?: Term;
  children: ReactNode;
}) {
  return (
    <div>
      <dt>{term ? <Defined term={term}>{label}</Defined> : label}</dt>
      <dd>
        <FigureTerm value={term}>{children}</FigureTerm>
      </dd>
    </div>
  );
}

/** Two parts side by side where there is room. */
export function Columns({ children }: { children: ReactNode }) {
  return <div className={styles.columns}>{children}</div>;
}

/** Whether a page was drawn whole before: one that is come back to stands at once, so that it is found where it was left. */
let isStarted = false;

/** What is below the first screen: drawn once what is above it was. */
export function Later({ children }: { children: ReactNode }) {
  const [isDrawn, setDrawn] = useState(isStarted);
  useEffect(() => {
    isStarted = true;
    startTransition(() => setDrawn(true));
  }, []);
  return isDrawn ? children : null;
}
