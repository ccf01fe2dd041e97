import { Malformed, type RpcError } from "./failures.ts";

/** An answer to one question. */
export type Answer = { id?: unknown; result?: unknown; error?: RpcError };

/** The endpoint answered a post with one error. */
export class RpcRefusal extends Error {
  readonly error: RpcError;

  constructor(error: RpcError) {
    super(error.message);
    this.error = error;
  }
}

/** The answers of a post by the place of their question, or what is wrong with them as a whole. */
export function parseAnswers(
  text: string,
  questions: number,
): { byId: Map<number, Answer> } | { error: Error } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return { error: new Malformed("the answer is not JSON, or was cut off") };
  }
  if (!Array.isArray(parsed) && questions > 1) {
    const { error } = (parsed ?? {}) as Answer;
    if (typeof error?.message === "string") return { error: new RpcRefusal(error) };
    return { error: new Malformed("a batch was not answered with a batch") };
  }
  const answers = (Array.isArray(parsed) ? parsed : [parsed]) as (Answer | null)[];
  const byId = new Map<number, Answer>();
  for (const answer of answers) {
    if (answer === null || typeof answer !== "object") continue;
    // A single question is answered whatever the id: some endpoints answer an error without one.
    const id = questions === 1 ? 0 : answer.id;
    if (typeof id === "number" && !byId.has(id)) byId.set(id, answer);
  }
  for (let id = 0; id < questions; id++) {
    const answer = byId.get(id);
    if (answer === undefined)
      return { error: new Malformed(`an answer is missing (${byId.size} of ${questions} came)`) };
    if (answer.error === undefined && answer.result === undefined)
      return { error: new Malformed("an answer has neither a result nor an error") };
  }
  return { byId };
}
