import { refusal } from "./limits.ts";

/** Why an answer of more than so many bytes is not given. */
export const tooLarge = (maxBytes: number) =>
  refusal(
    "ANSWER_TOO_LARGE",
    `The answer has more than ${maxBytes} bytes. Ask for fewer rows or fewer fields.`,
    { limit: maxBytes },
  );

/** Characters around a value in JSON: quotes, comma, colon. */
const AROUND = 4;

/** Whether an answer has more than so many characters as JSON, about. Counts no further than that. */
export function isHeavierThan(answer: unknown, limit: number): boolean {
  let left = limit;
  const weigh = (value: unknown): void => {
    if (left < 0) return;
    left -= AROUND;
    if (typeof value === "string") left -= value.length;
    else if (Array.isArray(value)) for (const item of value) weigh(item);
    else if (typeof value === "object" && value !== null)
      // Not `for in`: it looks up each name a second time, in answers that GraphQL makes without a prototype.
      for (const name of Object.keys(value)) {
        if (left < 0) return;
        left -= name.length + AROUND;
        weigh((value as Record<string, unknown>)[name]);
      }
  };
  weigh(answer);
  return left < 0;
}
