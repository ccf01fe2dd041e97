import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { rename, rm } from "node:fs/promises";
import { finished, pipeline } from "node:stream/promises";
import { createGzip, gzipSync } from "node:zlib";
import type { Rows, Transaction } from "./chain.ts";
import { blockOf } from "./chain.ts";
import type { FileBlock, FileHeader } from "./chainFile.ts";

/** A file that comes into being: it has its name only when it is whole. */
type FileWriter = {
  write: (rows: Rows) => Promise<void>;
  /** Writes the header, which tells how much there is, and gives the file its name. */
  finish: (header: Omit<FileHeader, "covers">, fragments: Fragments) => Promise<void>;
  /** Removes what was written. */
  discard: () => Promise<void>;
};

type Fragments = NonNullable<FileHeader["covers"]>["fragments"];

/** Starts a file of the form that `openChainFile` reads. */
export function createFileWriter(path: string): FileWriter {
  const bodyPath = `${path}.body`;
  const wholePath = `${path}.part`;
  const gzip = createGzip();
  const body = createWriteStream(bodyPath);
  const written = pipeline(gzip, body);
  // Told by `write` and `finish`; until then it must not end the process.
  written.catch(() => {});
  let blocks = 0;
  let logs = 0;
  const discard = async () => {
    gzip.destroy();
    await written.catch(() => {});
    await rm(bodyPath, { force: true });
    await rm(wholePath, { force: true });
  };
  return {
    discard,
    async write(rows) {
      blocks += rows.blocks.length;
      logs += rows.logs.length;
      for (const line of toFileBlocks(rows))
        if (!gzip.write(`${JSON.stringify(line)}\n`))
          await Promise.race([once(gzip, "drain"), written]);
    },
    async finish(header, fragments) {
      gzip.end();
      await written;
      const whole = createWriteStream(wholePath);
      const covers = { fragments, blocks, logs };
      // Gzip files can be joined: the header comes first, but is known last.
      whole.write(gzipSync(`${JSON.stringify({ ...header, covers })}\n`));
      createReadStream(bodyPath)
        .on("error", (error) => whole.destroy(error))
        .pipe(whole);
      await finished(whole);
      await rename(wholePath, path);
      await rm(bodyPath);
    },
  };
}

function toFileBlocks({ blocks, transactions, logs }: Rows): FileBlock[] {
  const transactionsOf = Map.groupBy(transactions, blockOf);
  const logsOf = Map.groupBy(logs, ({ transactionHash }) => transactionHash);
  return blocks.map((block) => {
    const own: Transaction[] = transactionsOf.get(Number(block.number)) ?? [];
    return {
      block: { ...block, transactions: own },
      receipts: own.map(({ hash, transactionIndex }) => ({
        transactionHash: hash,
        transactionIndex,
        contractAddress: null,
        logs: logsOf.get(hash) ?? [],
      })),
    };
  });
}
