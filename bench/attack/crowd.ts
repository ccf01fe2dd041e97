/**
 * Fifty clients, each asking its dear question again as soon as it has an answer, in a process of their own until told to
 * stop.
 */
import { openConnection, postOf } from "../api/http.ts";
import { type CrowdResult, note } from "./answers.ts";

/** `question` holds `$N` where each asking has another number, so that no answer is known already. */
export type CrowdOrder = { url: string; question: string; clients: number };

process.once("message", ({ url, question, clients }: CrowdOrder) => {
  const counts: CrowdResult = {};
  let isOver = false;
  let number = 0;
  const client = async (index: number) => {
    const connection = openConnection(new URL(url));
    const headers = { "x-forwarded-for": `10.0.0.${index}` };
    while (!isOver) {
      number += 1;
      const query = question.replaceAll("$N", String(number));
      const { body } = await connection.ask(
        postOf(new URL(url), JSON.stringify({ query }), headers),
      );
      note(counts, body);
    }
  };
  for (let index = 0; index < clients; index++) client(index).catch(() => {});
  process.once("message", () => {
    isOver = true;
    process.send!(counts, () => process.exit(0));
  });
});
