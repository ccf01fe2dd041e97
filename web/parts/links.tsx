import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { head } from "../data/head.ts";
import { chainLink } from "../data/links.ts";
import { cleanName, escaped, linkOf, mixesScripts, shortAddress, shortId } from "../data/names.ts";
import { createStore, useStore } from "../data/store.ts";
import { Copy } from "./copy-button.tsx";
import { Identicon } from "./identicon.tsx";
import styles from "./links.module.css";
import { Missing } from "./values.tsx";

/** The address under the pointer: its twins light up. */
const pointed = createStore<string | null>(null);

export type Role = "prover" | "requester" | "address";

/** An address, everywhere the same: picture, name if it has one, the address itself, and a way to copy it. */
export function Address({
  of,
  name,
  as = "address",
  full = false,
  reason,
}: {
  of: string | null | undefined;
  name?: string | null | undefined;
  as?: Role;
  full?: boolean;
  reason?: string;
}) {
  const isLit = useStore(pointed) === of;
  if (of === null || of === undefined) return <Missing reason={reason} />;
  const to = {
    prover: "/provers/$address",
    requester: "/requesters/$address",
    address: "/address/$address",
  } as const;
  const content = (
    <>
      <Identicon address={of} />
      {name ? <Name raw={name} /> : null}
      <code className={full ? `${styles.hash} ${styles.full}` : styles.hash}>
        {full ? of : shortAddress(of)}
      </code>
    </>
  );
  return (
    <span
      className={isLit ? `${styles.address} ${styles.lit}` : styles.address}
      onPointerEnter={() => pointed.write(of)}
      onPointerLeave={() => pointed.write(null)}
    >
      {full ? (
        <span className={styles.link}>{content}</span>
      ) : (
        <Link className={styles.link} to={to[as]} params={{ address: of }} title={of}>
          {content}
        </Link>
      )}
      <Copy text={of} what="the address" />
    </span>
  );
}

/** A name a stranger chose. */
export function Name({ raw }: { raw: string }) {
  const name = cleanName(raw);
  if (name === "") return null;
  const isOdd = name !== raw;
  return (
    <>
      <bdi className={styles.name} title={isOdd ? `As given: ${escaped(raw).slice(0, 300)}` : name}>
        {name}
      </bdi>
      {mixesScripts(name) && (
        <span className={styles.mark} title="Letters of several alphabets, which may look alike">
          mixed<span> scripts</span>
        </span>
      )}
    </>
  );
}

export function RequestLink({
  id,
  full = false,
}: {
  id: string | null | undefined;
  full?: boolean;
}) {
  if (!id) return <Missing reason="no request" />;
  if (full)
    return (
      <span className={styles.address}>
        <code className={`${styles.hash} ${styles.full}`}>{id}</code>
        <Copy text={id} what="the id" />
      </span>
    );
  return (
    <Link className={styles.link} to="/requests/$id" params={{ id }} title={id}>
      <code>{shortId(id)}</code>
    </Link>
  );
}

/** A program, by the hash of its key. */
export function Program({ vk, full = false }: { vk: string; full?: boolean }) {
  return (
    <span className={styles.address} title={vk}>
      {full ? (
        <code className={`${styles.hash} ${styles.full}`}>{vk}</code>
      ) : (
        <Link className={styles.link} to="/programs/$vk" params={{ vk }}>
          <code className={styles.hash}>{shortId(vk)}</code>
        </Link>
      )}
      <Copy text={vk} what="the program's key" />
    </span>
  );
}

/** A transaction in the chain's own explorer, where there is one. */
export function Transaction({ hash }: { hash: string }) {
  const href = chainLink(useStore(head)?.chainId, "tx", hash);
  if (href !== null)
    return (
      <External href={href} title={hash}>
        {<code>{shortId(hash)}</code>}
      </External>
    );
  return (
    <span className={styles.address} title={hash}>
      <code className={styles.hash}>{shortId(hash)}</code>
      <Copy text={hash} what="the transaction" />
    </span>
  );
}

export function External({
  href,
  title,
  children,
}: {
  href: string;
  title?: string;
  children: ReactNode;
}) {
  return (
    <a
      className={styles.link}
      href={href}
      title={title}
      target="_blank"
      rel="noopener noreferrer nofollow"
    >
      {children}
      <span aria-hidden="true">↗</span>
      <span className="hidden"> (another site)</span>
    </a>
  );
}

const MAX_SHOWN = 80;

/** The address of a file a stranger gave: never loaded; a link only if it is plainly https, and marked. */
export function UncheckedUrl({ raw }: { raw: string }) {
  if (raw === "") return <Missing reason="none given" />;
  const link = linkOf(raw);
  const text = escaped(raw);
  return (
    <span className={`${styles.address} ${styles.file}`} title={text.slice(0, 500)}>
      <code className={styles.url}>
        {text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text}
      </code>
      <Copy text={raw} what="the text" />
      {link && (
        <External href={link.href} title={link.href}>
          {link.host}, not checked
        </External>
      )}
    </span>
  );
}
