import { tickText } from "../data/times.ts";
import axis from "./axis.module.css";
import { linear, timeTicks } from "./scale.ts";

/** Round times in UTC beneath a picture. */
export function TimeAxis({
  from,
  to,
  left,
  right,
  bottom,
}: {
  from: number;
  to: number;
  left: number;
  right: number;
  bottom: number;
}) {
  const { step, times } = timeTicks(from, to, right - left);
  const x = linear([from, to], [left, right]);
  return (
    <g>
      {times.map((at) => (
        <g key={at}>
          <line x1={x(at)} x2={x(at)} y1={bottom} y2={bottom + 4} className={axis.zero} />
          <text
            x={Math.min(Math.max(x(at), left + 16), right - 16)}
            y={bottom + 20}
            textAnchor="middle"
            className={axis.tick}
          >
            {tickText(at, step)}
          </text>
        </g>
      ))}
    </g>
  );
}
