import { type FormEvent, useState } from "react";
import { isAddress, isId, shortId } from "../../data/names.ts";
import { minute } from "../../data/times.ts";
import { words } from "../../parts/chip.tsx";
import styles from "../../parts/filters.module.css";
import { type RequestsSearch, statuses } from "./search.ts";

const kinds = { requester: "Requester", winner: "Winner", vk: "Program" } as const;
type Kind = keyof typeof kinds;

/** The conditions of the list, each to be taken away, and a field for another. */
export function Filters({
  search,
  choose,
}: {
  search: RequestsSearch;
  choose(change: RequestsSearch): void;
}) {
  const set = (["requester", "winner", "vk"] as const).filter((kind) => search[kind] !== undefined);
  return (
    <div className={styles.filters}>
      {search.view !== "open" && (
        <select
          aria-label="Status"
          value={search.status ?? ""}
          onChange={({ target }) =>
            choose({ status: statuses.find((status) => status === target.value) })
          }
        >
          <option value="">Any status</option>
          {statuses.map((status) => (
            <option key={status} value={status}>
              {words(status)}
            </option>
          ))}
        </select>
      )}
      {set.map((kind) => (
        <button
          key={kind}
          type="button"
          className={styles.chip}
          onClick={() => choose({ [kind]: undefined })}
        >
          {kinds[kind]} <code>{shortId(search[kind]!)}</code> <span aria-hidden="true">×</span>
          <span className="hidden">, take away</span>
        </button>
      ))}
      {(search.settled !== undefined || search.from !== undefined || search.to !== undefined) && (
        <button
          type="button"
          className={styles.chip}
          onClick={() => choose({ settled: undefined, from: undefined, to: undefined })}
        >
          {spanText(search)} <span aria-hidden="true">×</span>
          <span className="hidden">, take away</span>
        </button>
      )}
      <AddFilter choose={choose} />
    </div>
  );
}

function spanText({ settled, from, to }: RequestsSearch): string {
  const what = settled ?? "made";
  const since = from === undefined || settled === "pending" ? "" : ` from ${minute(from)}`;
  return `${what}${since}${to === undefined ? "" : ` to ${minute(to)}`} UTC`;
}

function AddFilter({ choose }: { choose(change: RequestsSearch): void }) {
  const [kind, setKind] = useState<Kind>("requester");
  const [problem, setProblem] = useState("");
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const text = String(new FormData(event.currentTarget).get("value")).trim().toLowerCase();
    const isRight = kind === "vk" ? isId(text) : isAddress(text);
    setProblem(isRight ? "" : `Write 0x and ${kind === "vk" ? 64 : 40} hexadecimal digits.`);
    if (!isRight) return;
    choose({ [kind]: text });
    event.currentTarget.reset();
  };
  return (
    <form className={styles.add} onSubmit={submit}>
      <select
        aria-label="Condition on"
        value={kind}
        onChange={({ target }) => setKind(target.value as Kind)}
      >
        {Object.entries(kinds).map(([value, name]) => (
          <option key={value} value={value}>
            {name}
          </option>
        ))}
      </select>
      <input name="value" aria-label="Address or key" placeholder="0x…" />
      <button type="submit">Add</button>
      {problem && <span role="alert">{problem}</span>}
    </form>
  );
}
