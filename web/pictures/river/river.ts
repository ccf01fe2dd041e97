import { toFloat } from "../../data/numbers.ts";

/** Fees of a span of time, in wei. */
export type Flow = Readonly<{
  before: bigint;
  escrowed: bigint;
  paid: bigint;
  returned: bigint;
  refunded: bigint;
  after: bigint;
  toStakers: bigint;
  commission: bigint;
  protocolFees: bigint;
}>;

/** A node of the river: a bar as high as its amount. */
export type Node = Readonly<{
  key: string;
  name: string;
  /** Its name where there is little room. */
  short: string;
  wei: bigint;
  of: bigint;
  column: 0 | 1 | 2;
  y: number;
  height: number;
  tone: string;
}>;

/** A ribbon from one node to another. */
export type Ribbon = Readonly<{
  from: string;
  to: string;
  y0: number;
  y1: number;
  height0: number;
  height1: number;
}>;

export const BAR = 12;
const GAP = 14;
/** The least height that can be seen. */
export const LEAST = 3;
const HEIGHT = 260;

/** What came in goes to the price, back, or stays; the price goes to stakers, provers and protocol. */
export function layOutRiver(flow: Flow): {
  nodes: readonly Node[];
  ribbons: readonly Ribbon[];
  height: number;
} {
  const source = flow.before + flow.escrowed;
  const scale = (HEIGHT - 3 * GAP) / (toFloat(source) || 1);
  const high = (wei: bigint) => Math.max(LEAST, toFloat(wei) * scale);
  const stack = (
    column: 1 | 2,
    parts: readonly (readonly [string, string, string, bigint, bigint, string])[],
  ) => {
    let y = 0;
    return parts.map(([key, name, short, wei, of, tone]): Node => {
      const node = { key, name, short, wei, of, column, y, height: high(wei), tone };
      // Two labels of two lines need their room, however small the parts are.
      y += Math.max(node.height, 22) + GAP;
      return node;
    });
  };
  const middle = stack(1, [
    ["paid", "paid for proofs", "paid", flow.paid, source, "1"],
    ["returned", "returned above the price", "returned", flow.returned, source, "2"],
    ["refunded", "refunded", "refunded", flow.refunded, source, "5"],
    ["after", "in escrow after", "held", flow.after, source, "escrow"],
  ]);
  const right = stack(2, [
    ["toStakers", "to stakers", "stakers", flow.toStakers, flow.paid, "3"],
    ["commission", "commission", "commission", flow.commission, flow.paid, "6"],
    ["protocol", "protocol fee", "protocol", flow.protocolFees, flow.paid, "4"],
  ]);
  const left: Node = {
    key: "source",
    name: "escrowed, and held before",
    short: "escrowed",
    wei: source,
    of: source,
    column: 0,
    y: 0,
    height: high(source),
    tone: "grey",
  };
  return {
    nodes: [left, ...middle, ...right],
    ribbons: [...ribbonsOf(left, middle), ...ribbonsOf(middle[0]!, right)],
    height:
      Math.max(...[left, ...middle, ...right].map(({ y, height }) => y + Math.max(height, 30))) + 8,
  };
}

/** Ribbons leave their node one under the other, in the order in which they arrive. */
function ribbonsOf(from: Node, into: readonly Node[]): readonly Ribbon[] {
  let y = from.y;
  return into.map((node) => {
    const share = from.wei === 0n ? 0 : (toFloat(node.wei) / toFloat(from.wei)) * from.height;
    const ribbon = {
      from: from.key,
      to: node.key,
      y0: y,
      height0: share,
      y1: node.y,
      height1: node.height,
    };
    y += share;
    return ribbon;
  });
}

export function ribbonPath({ y0, y1, height0, height1 }: Ribbon, x0: number, x1: number): string {
  const middle = (x0 + x1) / 2;
  return [
    `M${x0} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1} ${y1}`,
    `V${y1 + height1}`,
    `C${middle} ${y1 + height1} ${middle} ${y0 + height0} ${x0} ${y0 + height0}Z`,
  ].join("");
}

/** The two identities of the flow; both are zero, or a figure is wrong. */
export function balancesOf(flow: Flow): { escrow: bigint; price: bigint } {
  return {
    escrow: flow.before + flow.escrowed - flow.paid - flow.returned - flow.refunded - flow.after,
    price: flow.paid - flow.toStakers - flow.commission - flow.protocolFees,
  };
}
