import styles from "./dumbbell.module.css";

/** Two amounts on one line, which holds zero: how far they are apart. The figures beside it say it in words. */
export function Dumbbell({
  a,
  b,
  least = 0,
  most,
}: {
  a: number;
  b: number;
  least?: number;
  most: number;
}) {
  const place = (value: number) => `${(100 * (value - least)) / (most - least || 1)}%`;
  const [from, to] = a < b ? [a, b] : [b, a];
  return (
    <span className={styles.line} aria-hidden="true">
      <span className={styles.zero} style={{ left: place(0) }} />
      <span
        className={styles.between}
        style={{ left: place(from), right: `calc(100% - ${place(to)})` }}
      />
      <span className={styles.b} style={{ left: place(b) }} />
      <span className={styles.a} style={{ left: place(a) }} />
    </span>
  );
}
