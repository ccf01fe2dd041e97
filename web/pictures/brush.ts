import { type PointerEvent, useRef, useState } from "react";

const LEAST_BRUSH = 8;

/** Where of a picture the pointer is. */
export function placeOf({ currentTarget, clientX, clientY }: PointerEvent) {
  const { left, top } = currentTarget.getBoundingClientRect();
  return { x: clientX - left, y: clientY - top };
}

type Span = readonly [x0: number, x1: number];

/** A part of the picture chosen by dragging over it. */
export function useBrush(onBrush: ((x0: number, x1: number) => void) | undefined) {
  const [span, setSpan] = useState<Span | null>(null);
  // Not the drawn one: the last move may not be drawn yet when the pointer is lifted.
  const drag = useRef<number | null>(null);
  const spanTo = (event: PointerEvent): Span | null => {
    const { x } = placeOf(event);
    return drag.current === null ? null : [Math.min(drag.current, x), Math.max(drag.current, x)];
  };
  const cancel = () => {
    drag.current = null;
    setSpan(null);
  };
  return {
    span,
    start: (event: PointerEvent) => {
      if (!onBrush || !event.isPrimary || event.button !== 0) return;
      drag.current = placeOf(event).x;
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    move: (event: PointerEvent) => setSpan(spanTo(event)),
    /** Whether something was chosen. */
    end: (event: PointerEvent): boolean => {
      const chosen = spanTo(event);
      cancel();
      if (chosen === null || chosen[1] - chosen[0] < LEAST_BRUSH) return false;
      onBrush?.(...chosen);
      return true;
    },
    cancel,
  };
}
