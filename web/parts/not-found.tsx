import { Link } from "@tanstack/react-router";
import { Title } from "./layout.tsx";
import styles from "./states.module.css";

/** There is no such thing; where to look instead. */
export function NotFound({ what, id }: { what: string; id: string }) {
  return (
    <>
      <Title>Not found</Title>
      <p className={styles.empty}>
        There is no {what} <code>{id.slice(0, 80)}</code> in the indexed blocks. Search for it above
        (key /), or go to the <Link to="/">network</Link>.
      </p>
    </>
  );
}
