/** The input that a request gave on chain: on every request of the schema, read only when it is asked for. */
import { inArray, sql } from "drizzle-orm";
import type { Hex } from "viem";
import { type request, requestInput } from "../../../ponder.schema.ts";
import { createBatch } from "../batch.ts";
import type { Context } from "../context.ts";
import type { Db } from "../db.ts";
import { question } from "../declare/fields.ts";
import type { Asked } from "../declare/selection.ts";
import { Bytes, orNull } from "../declare/types.ts";
import { UserError } from "../errors.ts";
import { remember } from "../once.ts";
import type { Topic } from "../topic.ts";

type Asking = Pick<typeof request.$inferSelect, "id" | "inputSize">;

/** [bytes] Of all inputs that one request of a client is answered with: as hex twice as much. */
export const MOST_BYTES = 3_000_000;

/** The inputs of requests, in one statement; null for those of which none is kept. */
export async function inputsOf(db: Db, ids: readonly Hex[]): Promise<(Hex | null)[]> {
  const rows = await db
    .select({
      id: requestInput.requestId,
      data: sql<Hex>`'0x' || encode(${requestInput.data}, 'hex')`,
    })
    .from(requestInput)
    .where(inArray(requestInput.requestId, [...new Set(ids)]));
  const byId = new Map(rows.map(({ id, data }) => [id, data]));
  return ids.map((id) => byId.get(id) ?? null);
}

const loaders = new WeakMap<Context, (row: Asking) => Promise<Hex | null>>();

/** The inputs that one request of a client asks for are weighed before they are read. */
function createLoader(context: Context) {
  const sizes = new Map<Hex, number>();
  const load = createBatch<Hex, Hex | null>((ids) => {
    const total = sizes.values().reduce((sum, size) => sum + size, 0);
    if (total > MOST_BYTES)
      throw new UserError({
        argument: "inputData",
        problem: `was asked of ${sizes.size} requests, whose inputs have ${total} bytes; ${MOST_BYTES} are given at once. Ask for fewer; \`inputSize\` tells beforehand.`,
        example: "limit: 10",
      });
    return inputsOf(context.db, ids);
  });
  return async ({ id, inputSize }: Asking) => {
    if (inputSize === 0) return null;
    sizes.set(id, inputSize);
    return load(id);
  };
}

export const requestInputTopic: Topic = {
  fields: {
    request: {
      inputData: question(orNull(Bytes), {
        text: `The input given on chain, whole; null when there is none (\`inputSize\` is 0), and of every request where inputs are not kept (INPUT_DATA=off; \`network.keepsInputs\`). ${MOST_BYTES} bytes at most in one answer.`,
        cost: { base: 50 },
        ask: (_none, context, { parent }: Asked<Asking>) =>
          remember(loaders, context, () => createLoader(context))(parent),
      }),
    },
  },
};
