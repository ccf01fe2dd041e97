import { Link } from "@tanstack/react-router";
import { usePage } from "../../data/client.ts";
import type { ComparePickQuery } from "../../data/generated/types.ts";
import { cleanName, shortAddress } from "../../data/names.ts";
import * as column from "../../parts/columns.tsx";
import styles from "../../parts/filters.module.css";
import { Section } from "../../parts/layout.tsx";
import { Loaded } from "../../parts/states.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { ComparePick } from "./compare.gen.ts";
import type { CompareSearch } from "./search.ts";

/** Whom to compare: any two, and for one those it met most. */
export function Pick({
  search,
  choose,
}: {
  search: CompareSearch;
  choose(change: CompareSearch): void;
}) {
  const { a } = search;
  const page = usePage(ComparePick, { a: a ?? "", isChosen: a !== undefined });
  return (
    <Loaded page={page} rows={4}>
      {({ provers: { items }, proverRivals: rivals }) => (
        <>
          <div className={styles.filters}>
            {(["a", "b"] as const).map((side) => (
              <select
                key={side}
                aria-label={side === "a" ? "The one prover" : "The other prover"}
                value={search[side] ?? ""}
                onChange={({ target }) => choose({ [side]: target.value || undefined })}
              >
                <option value="">{side === "a" ? "Choose a prover" : "… and another"}</option>
                {items.map(({ address, name }) => (
                  <option key={address} value={address}>
                    {cleanName(name)} {shortAddress(address)}
                  </option>
                ))}
              </select>
            ))}
          </div>
          {rivals && (
            <Section title="Met most in auctions">
              <Table
                caption="Rivals"
                columns={rivalColumns(search)}
                rows={rivals.items}
                keyOf={({ prover }) => prover.address}
                empty="It met no other prover in 30 days. Choose any above."
              />
            </Section>
          )}
        </>
      )}
    </Loaded>
  );
}

type Rival = NonNullable<ComparePickQuery["proverRivals"]>["items"][number];

const rivalColumns = (search: CompareSearch): readonly Column<Rival>[] => [
  column.prover("Rival", ({ prover }) => prover),
  column.count("Met", "CountRatio.numerator", ({ meetings }) => meetings.numerator),
  column.count("Won", "Rival.won", ({ won }) => won),
  column.count("Lost", "Rival.lost", ({ lost }) => lost),
  {
    head: "Side by side",
    cell: ({ prover }) => (
      <Link to="/provers/compare" search={{ ...search, b: prover.address }}>
        Compare
      </Link>
    ),
  },
];
