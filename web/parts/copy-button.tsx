import { useRef } from "react";
import { copy } from "./copy.ts";
import styles from "./links.module.css";

/** Copies a text; `what` says which, to those who hear the page. */
export function Copy({ text, what }: { text: string; what: string }) {
  const self = useRef<HTMLButtonElement>(null);
  return (
    <button
      ref={self}
      type="button"
      className={styles.copy}
      aria-label={`Copy ${what} ${text}`}
      title={`Copy ${what}`}
      onClick={() => void copy(text, what, self.current?.parentElement)}
    >
      <svg viewBox="0 0 16 16" width="12" height="12" aria-hidden="true">
        <path
          d="M5.5 5.5v-3h8v8h-3m-8-5h8v8h-8z"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
        />
      </svg>
    </button>
  );
}
