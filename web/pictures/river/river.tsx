import { useMemo } from "react";
import { bpsOf, exactBrev, formatBps, formatBrev } from "../../data/numbers.ts";
import { isNarrow, type Mark, Picture, useWidth } from "../picture.tsx";
import styles from "./river.module.css";
import { BAR, type Flow, LEAST, layOutRiver, type Node, ribbonPath } from "./river.ts";

/** How the requests of a part of the river were settled. */
export type Settled = "proven" | "refunded" | "pending";

/** Room that a bar with a short name beside it wants. */
const NAMED = 90;

const settledOf: Readonly<Record<string, Settled>> = {
  paid: "proven",
  returned: "proven",
  toStakers: "proven",
  commission: "proven",
  protocol: "proven",
  refunded: "refunded",
  after: "pending",
};

/** Where the fees of a span of time came from and went. */
export function RiverPicture({
  flow,
  open,
}: {
  flow: Flow;
  /** Opens the requests behind a part of it. */
  open(settled: Settled | undefined): void;
}) {
  const [frame, width] = useWidth();
  const { nodes, ribbons, height } = useMemo(() => layOutRiver(flow), [flow]);
  const isSmall = isNarrow(width);
  const columns = isSmall
    ? [0, width * 0.34, Math.min(width * 0.7, width - NAMED)]
    : [0, width * 0.4, width * 0.78];
  const x = ({ column }: Node) => columns[column]!;
  const byKey = new Map(nodes.map((node) => [node.key, node]));
  const marks: Mark[] = nodes.map((node) => ({
    x: x(node) + BAR / 2,
    y: node.y + node.height / 2,
    lines: [
      node.name,
      `${exactBrev(node.wei)} BREV`,
      shareText(node),
      ...(node.height === LEAST && node.wei > 0n ? ["drawn larger than it is, to be seen"] : []),
      "Enter or a click opens its requests",
    ],
    open: () => open(settledOf[node.key]),
  }));
  return (
    <Picture
      frame={frame}
      width={width}
      height={height}
      label={`Of ${formatBrev(nodes[0]!.wei)} BREV, ${formatBrev(flow.paid)} were paid for proofs.`}
      marks={marks}
    >
      {(active) => {
        const lit = active === null ? null : nodes[marks.indexOf(active)]!.key;
        const isLit = (from: string, to: string) =>
          lit === to ||
          lit === from ||
          (from === "source" && to === "paid" && byKey.get(lit ?? "")?.column === 2);
        return (
          <>
            {ribbons.map((ribbon) => {
              const [from, to] = [byKey.get(ribbon.from)!, byKey.get(ribbon.to)!];
              if (to.wei === 0n) return null;
              return (
                <path
                  key={ribbon.to}
                  d={ribbonPath(ribbon, x(from) + BAR, x(to))}
                  className={styles.ribbon}
                  data-tone={to.tone}
                  data-lit={isLit(ribbon.from, ribbon.to)}
                />
              );
            })}
            {nodes.map((node) => (
              <g key={node.key}>
                <rect
                  x={x(node)}
                  y={node.y}
                  width={BAR}
                  height={node.height}
                  rx="2"
                  className={styles.node}
                  data-tone={node.tone}
                />
                <Label node={node} x={x(node) + BAR + 6} isSmall={isSmall} />
              </g>
            ))}
          </>
        );
      }}
    </Picture>
  );
}

const shareText = ({ wei, of }: Node) => {
  const bps = bpsOf(wei, of);
  return bps === null ? "of nothing" : `${formatBps(bps)} of where it comes from`;
};

/** The name and the amount to the right of a node. */
function Label({ node, x, isSmall }: { node: Node; x: number; isSmall: boolean }) {
  const bps = bpsOf(node.wei, node.of);
  const share = node.column === 0 || bps === null ? "" : ` · ${formatBps(bps)}`;
  const name = isSmall ? node.short : node.name;
  return (
    <>
      <text x={x} y={node.y + 13} className={styles.name}>
        {name}
      </text>
      <text x={x} y={node.y + 27} className={styles.amount}>
        {formatBrev(node.wei)}
        {isSmall ? "" : share}
      </text>
    </>
  );
}
