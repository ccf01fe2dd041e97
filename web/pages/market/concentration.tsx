import type { MarketPageQuery } from "../../data/generated/types.ts";
import { Bars } from "../../parts/bars.tsx";
import { Columns, Fact, Facts, Section } from "../../parts/layout.tsx";
import { Address } from "../../parts/links.tsx";
import { Brev, Count, Ratio } from "../../parts/values.tsx";

type Holders = MarketPageQuery["marketConcentration"]["wins"];

/** Who wins, who holds the stake, and how few they are. */
export function Concentration({
  data: {
    marketConcentration: { wins, stake },
  },
}: {
  data: MarketPageQuery;
}) {
  return (
    <Columns>
      <Held
        title="Who wins"
        of={wins}
        show={(amount) => <Count of={amount} term="Holder.amount" />}
      />
      <Held
        title="Who holds stake"
        of={stake}
        show={(amount) => <Brev wei={amount} term="Holder.amount" />}
      />
    </Columns>
  );
}

function Held({
  title,
  of,
  show,
}: {
  title: string;
  of: Holders;
  show(amount: string): React.ReactNode;
}) {
  return (
    <Section title={title}>
      <Facts>
        <Fact label="Provers with half" term="Concentration.nakamotoHalf">
          <Count of={of.nakamotoHalf} reason="nothing to share" /> of{" "}
          <Count of={of.holders} term="Concentration.holders" />
        </Fact>
        <Fact label="Gini" term="Concentration.gini">
          <Ratio of={of.gini} reason="nothing to share" />
        </Fact>
        <Fact label="Herfindahl" term="Concentration.herfindahl">
          <Ratio of={of.herfindahl} reason="nothing to share" />
        </Fact>
      </Facts>
      <Bars
        rows={of.largest.map(({ address, proverAccount, amount, share }) => ({
          key: address,
          name: <Address of={address} name={proverAccount?.name} as="prover" />,
          bps: share.bps ?? 0,
          value: show(amount),
        }))}
      />
    </Section>
  );
}
