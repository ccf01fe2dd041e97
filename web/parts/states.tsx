import { type ReactNode, useEffect, useState } from "react";
import { ApiError } from "../data/ask.ts";
import type { Page } from "../data/client.ts";
import styles from "./states.module.css";

/** What an answer becomes on the page: itself, a grey stand-in while it is on its way, or what went wrong. */
export function Loaded<Result>({
  page,
  children,
  rows = 8,
}: {
  page: Page<Result>;
  children(data: Result): ReactNode;
  /** How tall the stand-in is, in rows. */
  rows?: number;
}) {
  if (page.data !== undefined)
    return (
      <>
        {page.isError && <Failure error={page.error} retry={() => void page.refetch()} isOld />}
        {children(page.data)}
      </>
    );
  if (page.isError) return <Failure error={page.error} retry={() => void page.refetch()} />;
  return <Skeleton rows={rows} />;
}

const SKELETON_MS = 150;

/** A grey stand-in of about the final size; not before it is worth showing. */
export function Skeleton({ rows }: { rows: number }) {
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(true), SKELETON_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={styles.skeleton} data-shown={isShown} role="status">
      <span className="hidden">Loading</span>
      {Array.from({ length: rows }, (_, row) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the rows are all alike
        <div key={row} aria-hidden="true" />
      ))}
    </div>
  );
}

/** Nothing to show, and why, and what to do instead. */
export function Empty({ children }: { children: ReactNode }) {
  return <p className={styles.empty}>{children}</p>;
}

const advice: Readonly<Record<string, string>> = {
  RATE_LIMITED: "Too many questions in a minute.",
  QUERY_TOO_COSTLY:
    "This asks for more than the API answers at once. Choose a shorter span of time.",
  QUERY_TIMEOUT: "The database took too long. Choose a shorter span of time, or try again.",
  TRY_AGAIN: "The database is busy.",
  NOT_INDEXED_YET: "Nothing is indexed yet.",
  UNREACHABLE: "The API does not answer.",
};

export function Failure({
  error,
  retry,
  isOld = false,
}: {
  error: Error;
  retry(): void;
  isOld?: boolean;
}) {
  const code = error instanceof ApiError ? error.code : "UNKNOWN";
  const wait = error instanceof ApiError ? error.retryAfter : null;
  const left = useSecondsLeft(wait, retry);
  return (
    <div className={styles.failure} role="alert">
      <p>
        <strong>{advice[code] ?? error.message}</strong>
        {isOld && " What is shown is the last answer."}
      </p>
      {left > 0 ? (
        <p>Asking again in {left} s.</p>
      ) : (
        <button type="button" onClick={retry}>
          Try again
        </button>
      )}
    </div>
  );
}

/** Counts down what the API asked to wait, then asks again. */
function useSecondsLeft(wait: number | null, retry: () => void): number {
  const [left, setLeft] = useState(wait ?? 0);
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => {
      setLeft(left - 1);
      if (left === 1) retry();
    }, 1_000);
    return () => clearTimeout(timer);
  }, [left, retry]);
  return left;
}
