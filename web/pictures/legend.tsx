import styles from "./legend.module.css";

/** What a colour or a sign of a picture stands for. */
export type Key = Readonly<{
  name: string;
  tone: string;
  /** The sign itself, where it is not a colour. */
  sign?: string;
  isStrong?: boolean | undefined;
}>;

export function Legend({ keys }: { keys: readonly Key[] }) {
  return (
    <ul className={styles.legend}>
      {keys.map(({ name, tone, sign, isStrong }) => (
        <li key={name} className={isStrong ? styles.strong : undefined}>
          <span className={sign ? styles.sign : styles.swatch} data-tone={tone} aria-hidden="true">
            {sign}
          </span>{" "}
          {name}
        </li>
      ))}
    </ul>
  );
}
