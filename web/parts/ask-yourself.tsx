import styles from "./choice.module.css";
import { copy } from "./copy.ts";

/** Copies the very operation a page shows, and opens the editor to ask it in. */
export function AskYourself({ operation, variables }: { operation: string; variables: object }) {
  const text = `# variables: ${JSON.stringify(variables)}\n${operation}`;
  return (
    <a
      className={styles.ask}
      href="/graphql"
      target="_blank"
      rel="noopener"
      onClick={() => void copy(text, "the operation; paste it into the editor")}
    >
      Ask this yourself
    </a>
  );
}
