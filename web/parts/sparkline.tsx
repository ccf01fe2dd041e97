import styles from "./sparkline.module.css";

const [WIDTH, HEIGHT] = [90, 20];

/** Bars without axes: the shape of a few numbers. The numbers are in words for those who hear the page. */
export function Sparkline({ values }: { values: readonly number[] }) {
  const most = Math.max(...values, 1);
  const step = WIDTH / values.length;
  return (
    <svg
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={values.join(", ")}
      className={styles.sparkline}
    >
      {values.map((value, index) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its place
          key={index}
          x={index * step}
          width={Math.max(1, step - 0.5)}
          y={HEIGHT - (HEIGHT * value) / most}
          height={(HEIGHT * value) / most}
        />
      ))}
    </svg>
  );
}
