import { useEffect } from "react";
import styles from "./news.module.css";

/** New rows wait behind a word, so that nothing jumps; at the top of the list, with the pointer away, they come by themselves. */
export function News({ count, show }: { count: number; show(): void }) {
  useEffect(() => {
    const isReading = window.scrollY > 0 || document.querySelector("table:hover") !== null;
    if (count > 0 && !isReading) show();
  }, [count, show]);
  if (count <= 0) return null;
  return (
    <button type="button" className={styles.news} onClick={show}>
      {count} new
    </button>
  );
}
