import type { Hex } from "viem";
import { bytes32Of, type Optional, timeRangeOf } from "./inputs.ts";
import type { Context } from "./module.ts";

const DAY = 86_400;

/** Arguments of a question about a span of time. */
export type SpanArgs = { from?: Optional<number>; to?: Optional<number> };

/**
 * [unix s] The span asked about, `to` exclusive: by default the last 30 days, never beyond the indexed head.
 * `at` is the head's time: what is known is known up to then.
 * @throws UserError when an end is negative or `to` is not after `from`
 */
export async function spanOf(
  args: SpanArgs,
  context: Pick<Context, "head">,
  { days = 30 }: { days?: number } = {},
): Promise<{ from: number; to: number; at: number }> {
  const { from, to } = timeRangeOf(args);
  const { timestamp: at } = await context.head();
  const end = Math.min(to ?? at + 1, at + 1);
  return { from: from ?? Math.max(0, end - days * DAY), to: end, at };
}

/** The verifying key asked about; null for all programs. */
export const programOrAll = (vk: Optional<string>): Hex | null =>
  vk == null ? null : bytes32Of(vk, "vk");
