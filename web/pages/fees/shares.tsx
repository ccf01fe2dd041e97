import type { FeeSubject, FeesPageQuery } from "../../data/generated/types.ts";
import { words } from "../../parts/chip.tsx";
import { Choice } from "../../parts/choice.tsx";
import * as column from "../../parts/columns.tsx";
import { Section } from "../../parts/layout.tsx";
import { type Column, Table } from "../../parts/table.tsx";
import { subjects } from "./search.ts";

type Share = FeesPageQuery["feeFlowBy"]["items"][number];

const subjectColumns: Readonly<Record<FeeSubject, Column<Share>>> = {
  PROVER: column.prover("Prover", ({ subject, prover }) => ({
    address: subject,
    name: prover?.name ?? "",
  })),
  PROGRAM: column.program(({ subject }) => subject),
  REQUESTER: column.requester("Requester", ({ subject }) => subject),
};

const columnsOf = (by: FeeSubject): readonly Column<Share>[] => [
  subjectColumns[by],
  column.ratio("Of all fees", "AmountRatio.bps", ({ share }) => share, { reason: "no fees" }),
  column.amount("Paid", "FeeShare.fees", ({ fees }) => fees),
  column.count("Proofs", "FeeShare.fulfilled", ({ fulfilled }) => fulfilled),
  column.amount("To stakers", "FeeShare.toStakers", ({ toStakers }) => toStakers, {
    isLesser: true,
  }),
  column.amount("Commission", "FeeShare.commission", ({ commission }) => commission, {
    isLesser: true,
  }),
  column.amount("Protocol fee", "FeeShare.protocolFees", ({ protocolFees }) => protocolFees, {
    isLesser: true,
  }),
  column.amount("Returned", "FeeShare.excess", ({ excess }) => excess, { isLesser: true }),
  column.amount("Refunded", "FeeShare.refunds", ({ refunds }) => refunds, { isLesser: true }),
];

/** Whose fees they were. */
export function Shares({
  of: { items, totalCount },
  by,
  choose,
}: {
  of: FeesPageQuery["feeFlowBy"];
  by: FeeSubject;
  choose(by: FeeSubject): void;
}) {
  return (
    <Section
      title="Whose fees"
      beside={
        <Choice
          label="By"
          values={subjects}
          chosen={by}
          nameOf={(value) => `by ${words(value)}`}
          choose={choose}
        />
      }
    >
      <Table
        caption={`Fees by ${words(by)}`}
        columns={columnsOf(by)}
        rows={items}
        keyOf={({ subject }) => subject}
        empty="No fee in this span of time."
        total={totalCount}
      />
    </Section>
  );
}
