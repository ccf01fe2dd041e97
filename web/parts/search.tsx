import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { ApiError, ask } from "../data/ask.ts";
import type { SearchHitKind } from "../data/generated/types.ts";
import { cleanName, shortId, soughtIn } from "../data/names.ts";
import { words } from "./chip.tsx";
import { Search as SearchOperation } from "./search.gen.ts";
import styles from "./search.module.css";

type Hit = Readonly<{ kind: SearchHitKind; id: string; label: string }>;

const WAIT_MS = 200;

/** Finds what a reader knows the name or the beginning of the id of. "/" goes to it. */
export function Search() {
  const [text, setText] = useState("");
  const [asked, setAsked] = useState("");
  const [isOpen, setOpen] = useState(false);
  const [isWanted, setWanted] = useState(false);
  const [active, setActive] = useState(0);
  const field = useRef<HTMLInputElement>(null);
  const list = useId();
  const navigate = useNavigate();
  const sought = soughtIn(text);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(sought), WAIT_MS);
    return () => clearTimeout(timer);
  }, [sought]);
  useSlash(field);
  const { data, error } = useQuery({
    queryKey: ["page", SearchOperation, asked],
    queryFn: ({ signal }) => ask(SearchOperation, { text: asked }, signal),
    enabled: asked !== "",
  });
  const hits: readonly Hit[] = asked === "" ? [] : (data?.search ?? []);
  const go = (hit: Hit | undefined) => {
    if (!hit) return;
    setOpen(false);
    setText("");
    field.current?.blur();
    void navigate(linkTo(hit));
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setAsked(sought);
    setWanted(true);
  };
  // What was found of a part of the text is not what its reader meant: the whole is waited for.
  const isFound = asked === sought && data !== undefined;
  useEffect(() => {
    if (!isWanted || !isFound) return;
    setWanted(false);
    go(hits[active] ?? hits[0]);
  });
  const isListed = isOpen && asked !== "" && (data !== undefined || error !== null);
  return (
    <search className={styles.search}>
      <form onSubmit={submit}>
        <input
          ref={field}
          type="search"
          role="combobox"
          aria-label="Search an address, a request, a program, a name, a transaction or a block"
          aria-expanded={isListed}
          aria-controls={list}
          aria-activedescendant={isListed && hits[active] ? `${list}-${active}` : undefined}
          placeholder="Search address, id or name  ( / )"
          value={text}
          onChange={({ target }) => {
            setText(target.value);
            setWanted(false);
            setActive(0);
            setOpen(true);
          }}
          onFocus={() => setOpen(true)}
          onBlur={() => setTimeout(() => setOpen(false), 150)}
          onKeyDown={(event) => {
            if (event.key === "Escape") setOpen(false);
            if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
            event.preventDefault();
            const step = event.key === "ArrowDown" ? 1 : -1;
            setActive(Math.max(0, Math.min(hits.length - 1, active + step)));
          }}
        />
      </form>
      <div id={list} role="listbox" aria-label="Found" className={styles.hits} hidden={!isListed}>
        {hits.map((hit, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the field has the keys
          <div
            key={`${hit.kind} ${hit.id}`}
            id={`${list}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            onClick={() => go(hit)}
          >
            <span className={styles.kind}>{words(hit.kind)}</span>
            <bdi>{cleanName(hit.label.replace(/0x[0-9a-f]{40,}/g, shortId)) || null}</bdi>{" "}
            <code>{shortId(hit.id)}</code>
          </div>
        ))}
        {isListed && hits.length === 0 && (
          <div role="option" aria-selected={false} aria-disabled="true" tabIndex={-1}>
            {error instanceof ApiError && error.code === "UNREACHABLE"
              ? error.message
              : "Nothing found. Search for a part of a prover's name, the first 6 digits or more of an address or id, a whole transaction hash, or the number of a block with events."}
          </div>
        )}
      </div>
    </search>
  );
}

/** The page of what was found. */
export function linkTo({ kind, id }: Pick<Hit, "kind" | "id">) {
  if (kind === "REQUEST") return { to: "/requests/$id", params: { id } } as const;
  if (kind === "PROVER") return { to: "/provers/$address", params: { address: id } } as const;
  if (kind === "PROGRAM") return { to: "/programs/$vk", params: { vk: id } } as const;
  if (kind === "TRANSACTION") return { to: "/feed", search: { transaction: id } } as const;
  if (kind === "BLOCK") return { to: "/feed", search: { block: Number(id) } } as const;
  if (kind === "REQUESTER") return { to: "/requesters/$address", params: { address: id } } as const;
  return { to: "/address/$address", params: { address: id } } as const;
}

function useSlash(field: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      const isTyping =
        event.target instanceof HTMLElement && event.target.matches("input, select, textarea");
      if (event.key !== "/" || isTyping) return;
      event.preventDefault();
      field.current?.focus();
    };
    document.addEventListener("keydown", listen);
    return () => document.removeEventListener("keydown", listen);
  }, [field]);
}
