import { Link } from "@tanstack/react-router";
import { usePage } from "../data/client.ts";
import { words } from "./chip.tsx";
import { Title } from "./layout.tsx";
import { Search as Operation } from "./search.gen.ts";
import { linkTo } from "./search.tsx";
import styles from "./states.module.css";

/** The least of an id that says which it may be. */
const LEAST = 6;

/** There is no such thing; what may have been meant, and where to look instead. */
export function NotThere({ what, id }: { what: string; id: string }) {
  const isOnChain = what !== "page" && what !== "view";
  const isSearched = isOnChain && id.length >= LEAST;
  const { data } = usePage(Operation, { text: id }, { enabled: isSearched, keep: false });
  const hits = data?.search ?? [];
  return (
    <>
      <Title>Not found</Title>
      <p className={styles.empty}>
        There is no {what} <code>{id.slice(0, 80)}</code>
        {isOnChain && " in the indexed blocks"}. Search above (key /), or go to the{" "}
        <Link to="/">network</Link>.
      </p>
      {hits.length > 0 && (
        <ul className={styles.meant}>
          {hits.map((hit) => (
            <li key={`${hit.kind} ${hit.id}`}>
              Did you mean the {words(hit.kind)}{" "}
              <Link {...linkTo(hit)}>
                <code>{hit.id}</code>
              </Link>
              ?
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
