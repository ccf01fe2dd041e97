/** A time on the axis; the greater weight stays where two are too close. */
export type Tick = Readonly<{ x: number; text: string; weight: number; isProof?: boolean }>;

/** Drops the lesser of two ticks that would overlap. */
export function keepApart(ticks: readonly Tick[], room: number): readonly Tick[] {
  const kept: Tick[] = [];
  for (const tick of [...ticks].sort((a, b) => b.weight - a.weight))
    if (kept.every(({ x }) => Math.abs(x - tick.x) >= room)) kept.push(tick);
  return kept;
}
