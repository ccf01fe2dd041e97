import {
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { counted } from "../data/numbers.ts";
import { placeOf, useBrush } from "./brush.ts";
import { MarksTable } from "./marks-table.tsx";
import styles from "./picture.module.css";

/** A point of a picture that can be asked what it is. */
export type Mark = Readonly<{
  x: number;
  y: number;
  /** What it says, line by line. */
  lines: readonly string[];
  /** What Enter or a click does. */
  open?: (() => void) | undefined;
  /** What Enter does where a click is the beginning of a drag. */
  choose?: (() => void) | undefined;
}>;

const NARROW = 480;
const TIP_WIDTH = 280;

/** The width a picture has, as soon as it is known. */
export function useWidth() {
  const ref = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  // Before the first paint: what is beneath must not move.
  useLayoutEffect(() => {
    const measure = () => setWidth(Math.floor(ref.current!.clientWidth));
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(ref.current!);
    return () => observer.disconnect();
  }, []);
  return [ref, width] as const;
}

export const isNarrow = (width: number): boolean => width < NARROW;

/**
 * An SVG that can be read with the pointer and with the keyboard: one tab stop, the arrow keys walk the marks,
 * and what a mark says is shown beside it and read out.
 */
export function Picture({
  frame,
  width,
  height,
  label,
  marks,
  children,
  by = "point",
  onBrush,
  keys,
}: {
  frame: React.RefObject<HTMLDivElement | null>;
  width: number;
  height: number;
  /** The finding, in a sentence. */
  label: string;
  marks: readonly Mark[];
  children(active: Mark | null): ReactNode;
  /** Whether the pointer finds the nearest point, or the nearest moment. */
  by?: "point" | "moment";
  /** Told of the part the pointer was dragged over. */
  onBrush?: ((x0: number, x1: number) => void) | undefined;
  /** What its colours and signs stand for, beneath it. */
  keys?: ReactNode;
}) {
  const brush = useBrush(onBrush);
  const [index, setIndex] = useState<number | null>(null);
  const [isTable, setTable] = useState(false);
  const opens = useRef(true);
  const active = index === null ? null : (marks[index] ?? null);
  const walk = (event: KeyboardEvent) => {
    const target = {
      ArrowRight: (index ?? -1) + 1,
      ArrowLeft: (index ?? 1) - 1,
      Home: 0,
      End: marks.length - 1,
    }[event.key];
    if (event.key === "Enter") (active?.open ?? active?.choose)?.();
    if (event.key === "Escape") setIndex(null);
    if (event.key === "t") setTable(!isTable);
    if (target === undefined) return;
    event.preventDefault();
    setIndex(Math.max(0, Math.min(marks.length - 1, target)));
  };
  const point = (event: PointerEvent) => {
    const pointed = nearest(marks, placeOf(event), by);
    setIndex(pointed);
    return pointed;
  };
  const press = (event: PointerEvent) => {
    // A finger has not pointed before it presses: it reads a mark first, and opens it when it comes again.
    opens.current = event.pointerType === "mouse" || point(event) === index;
    brush.start(event);
  };
  return (
    <div className={styles.frame}>
      <div
        ref={frame}
        className={styles.canvas}
        style={{ "--height": `${height}px` } as CSSProperties}
      >
        {width > 0 && (
          // biome-ignore lint/a11y/useSemanticElements: a group of marks inside an SVG has no element of its own
          <svg
            width={width}
            height={height}
            viewBox={`0 0 ${width} ${height}`}
            role="group"
            aria-label={`${label} ${counted(marks.length, "mark")}; the arrow keys walk them, t shows a table.`}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: the one tab stop of a picture whose marks the arrow keys walk
            tabIndex={0}
            onKeyDown={walk}
            onPointerMove={(event) => {
              point(event);
              brush.move(event);
            }}
            onPointerDown={press}
            onPointerUp={(event) => {
              if (brush.end(event)) opens.current = false;
            }}
            onPointerCancel={brush.cancel}
            onPointerLeave={({ pointerType }) => pointerType === "mouse" && setIndex(null)}
            onBlur={() => setIndex(null)}
            onClick={() => opens.current && active?.open?.()}
            className={active?.open ? styles.opens : undefined}
          >
            <defs>
              <pattern
                id="hatch"
                width="6"
                height="6"
                patternUnits="userSpaceOnUse"
                patternTransform="rotate(45)"
              >
                <line x1="0" x2="0" y1="0" y2="6" className={styles.hatch} />
              </pattern>
              {/* Grey or red, a miss is crossed. */}
              <pattern id="crossed" width="5" height="5" patternUnits="userSpaceOnUse">
                <path d="M0 0l5 5m0 -5l-5 5" className={styles.crossed} />
              </pattern>
            </defs>
            {children(active)}
            {brush.span && (
              <rect
                x={brush.span[0]}
                width={brush.span[1] - brush.span[0]}
                height={height}
                className={styles.brush}
              />
            )}
          </svg>
        )}
        {active && !isNarrow(width) && <Tooltip mark={active} width={width} height={height} />}
      </div>
      <div className={styles.foot}>
        {isNarrow(width) && (
          <p className={styles.line}>
            {active?.lines.join(" · ") ?? hintOf(marks, onBrush !== undefined)}
          </p>
        )}
        {keys}
        <button
          type="button"
          className={styles.switch}
          aria-expanded={isTable}
          title="t, on the picture"
          onClick={() => setTable(!isTable)}
        >
          {isTable ? "Hide the table" : "Table"}
        </button>
      </div>
      <div className="hidden" aria-live="polite">
        {active?.lines.join(", ")}
      </div>
      {isTable && <MarksTable label={label} marks={marks} />}
    </div>
  );
}

/** What a finger can do. */
const hintOf = (marks: readonly Mark[], isBrushed: boolean) =>
  [
    "Touch the picture to read it",
    ...(isBrushed ? ["drag over a part to see it alone"] : []),
    ...(marks.some(({ open }) => open) ? ["touch again to open"] : []),
  ]
    .join(", ")
    .concat(".");

/** Beside the mark, never over it. */
function Tooltip({ mark, width, height }: { mark: Mark; width: number; height: number }) {
  const isLeft = mark.x + 16 + TIP_WIDTH > width;
  const side = isLeft ? { right: width - mark.x + 14 } : { left: mark.x + 14 };
  const end = mark.y > height / 2 ? { bottom: height - mark.y } : { top: mark.y };
  return (
    <div className={styles.tip} style={{ ...side, ...end }} aria-hidden="true">
      {mark.lines.map((line) => (
        <div key={line}>{line}</div>
      ))}
    </div>
  );
}

function nearest(
  marks: readonly Mark[],
  { x, y }: Readonly<{ x: number; y: number }>,
  by: "point" | "moment",
): number | null {
  let best: number | null = null;
  let least = Number.POSITIVE_INFINITY;
  marks.forEach((mark, index) => {
    const distance = by === "moment" ? Math.abs(mark.x - x) : Math.hypot(mark.x - x, mark.y - y);
    if (distance < least) [best, least] = [index, distance];
  });
  return best;
}
