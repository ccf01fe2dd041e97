/** A time on the axis; the greater weight stays where two are too close. */
export type Tick = Readonly<{ x: number; text: string; weight: number; isProof?: boolean }>;

/** Width of a letter, about, and the room between two texts. */
const [LETTER, GAP] = [6.2, 10];

/** Drops the lesser of two ticks that would overlap, or be closer than `room`. */
export function keepApart(ticks: readonly Tick[], room: number): readonly Tick[] {
  const kept: Tick[] = [];
  for (const tick of [...ticks].sort((a, b) => b.weight - a.weight))
    if (
      kept.every(
        ({ x, text }) =>
          Math.abs(x - tick.x) >=
          Math.max(room, ((text.length + tick.text.length) * LETTER) / 2 + GAP),
      )
    )
      kept.push(tick);
  return kept;
}
