import { type PointerEvent, useState } from "react";

const LEAST_BRUSH = 8;

/** A part of the picture chosen by dragging over it. */
export function useBrush(onBrush: ((x0: number, x1: number) => void) | undefined) {
  const [drag, setDrag] = useState<readonly [number, number] | null>(null);
  const placeOf = (event: PointerEvent) =>
    event.clientX - event.currentTarget.getBoundingClientRect().left;
  const span = drag && ([Math.min(...drag), Math.max(...drag)] as const);
  return {
    span,
    start: (event: PointerEvent) => {
      if (onBrush && event.pointerType === "mouse") setDrag([placeOf(event), placeOf(event)]);
    },
    move: (place: number) => drag && setDrag([drag[0], place]),
    end: () => {
      if (span && span[1] - span[0] >= LEAST_BRUSH) onBrush?.(...span);
      setDrag(null);
    },
  };
}
