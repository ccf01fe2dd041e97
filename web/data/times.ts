/** Times as people read them; days and buckets are UTC, and say so. */
export type TimeStyle = "relative" | "utc" | "local" | "unix";

const pad = (value: number) => String(value).padStart(2, "0");

/** 2026-11-14 09:05:07 UTC */
export function utc(seconds: number): string {
  return `${new Date(seconds * 1_000).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** 2026-11-14 09:05, in UTC */
export const minute = (seconds: number): string => utc(seconds).slice(0, 16);

/** 14 Nov, 09:05; with the zone of the reader's machine. */
export function local(seconds: number): string {
  const date = new Date(seconds * 1_000);
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

/** "4 min ago", "in 3 h"; one unit. */
export function relative(seconds: number, now: number): string {
  const distance = Math.abs(Math.trunc(now - seconds));
  const text = span(distance);
  if (distance < 1) return "now";
  return seconds > now ? `in ${text}` : `${text} ago`;
}

function span(seconds: number): string {
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return `${Math.trunc(seconds / 60)} min`;
  if (seconds < 86_400) return `${Math.trunc(seconds / 3_600)} h`;
  return `${Math.trunc(seconds / 86_400)} d`;
}

export function formatTime(seconds: number, style: TimeStyle, now: number): string {
  if (style === "utc") return utc(seconds);
  if (style === "local") return local(seconds);
  return style === "unix" ? String(seconds) : relative(seconds, now);
}

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

/** A tick of an axis in UTC: "14 Nov", or "09:05" within a day. */
export function tickText(seconds: number, step: number): string {
  const date = new Date(seconds * 1_000);
  const clock = `${pad(date.getUTCHours())}:${pad(date.getUTCMinutes())}`;
  if (step < 60) return `${clock}:${pad(date.getUTCSeconds())}`;
  return step < 86_400 && clock !== "00:00"
    ? clock
    : `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]}`;
}

/** The clock of a moment in UTC, with its day where that is another than of the moment it is set against. */
export function clockText(seconds: number, against: number | null): string {
  const date = new Date(seconds * 1_000);
  const isSameDay =
    against !== null && Math.floor(seconds / 86_400) === Math.floor(against / 86_400);
  return isSameDay
    ? tickText(seconds, 1)
    : `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${tickText(seconds, 1).slice(0, 5)}`;
}
