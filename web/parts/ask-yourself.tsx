import styles from "./choice.module.css";

/** Opens the editor with the very operation a page shows, to be run and changed. */
export function AskYourself({ operation, variables }: { operation: string; variables: object }) {
  const asked = { query: operation, variables: JSON.stringify(variables, null, 2) };
  return (
    <a
      className={styles.ask}
      href={`/graphql?${new URLSearchParams(asked)}`}
      target="_blank"
      rel="noopener"
    >
      Ask this yourself
    </a>
  );
}
