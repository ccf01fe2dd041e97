const CELLS = 5;

/** A mirrored picture of an address's bytes; says nothing to those who hear the page. */
export function Identicon({ address }: { address: string }) {
  const bytes =
    address
      .slice(2)
      .match(/../g)
      ?.map((hex) => Number.parseInt(hex, 16)) ?? [];
  const hue = (((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0)) % 360;
  const filled = [0, 1, 2].flatMap((x) =>
    Array.from({ length: CELLS }, (_, y) => ({
      x,
      y,
      on: ((bytes[2 + x * CELLS + y] ?? 0) & 1) === 1,
    })),
  );
  const cells = filled
    .filter(({ on }) => on)
    .flatMap(({ x, y }) =>
      x === 2
        ? [{ x, y }]
        : [
            { x, y },
            { x: CELLS - 1 - x, y },
          ],
    );
  return (
    <svg
      viewBox={`0 0 ${CELLS} ${CELLS}`}
      width="16"
      height="16"
      aria-hidden="true"
      focusable="false"
    >
      <path
        fill={`hsl(${hue} 45% 50%)`}
        d={cells.map(({ x, y }) => `M${x} ${y}h1v1h-1z`).join("")}
      />
    </svg>
  );
}
