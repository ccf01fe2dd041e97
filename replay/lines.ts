import { closeSync, createReadStream, openSync, readSync } from "node:fs";
import { constants, createGunzip, gunzipSync } from "node:zlib";

const NEWLINE = 0x0a;

/** Bytes unpacked at a time: every step is a trip to a worker thread, so few and large. */
const CHUNK = 1 << 20;

/**
 * Every line of a gzipped text file, without its newline, unpacked only as far as the reader goes. Empty lines are left out.
 */
export async function* gunzipLines(path: string): AsyncGenerator<Buffer> {
  const source = createReadStream(path);
  const unpacked = createGunzip({ chunkSize: CHUNK });
  source.on("error", (error) => unpacked.destroy(error));
  source.pipe(unpacked);
  let pieces: Buffer[] = [];
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      let start = 0;
      for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
        pieces.push(chunk.subarray(start, end));
        const line = Buffer.concat(pieces);
        pieces = [];
        start = end + 1;
        if (line.length > 0) yield line;
      }
      if (start < chunk.length) pieces.push(chunk.subarray(start));
    }
    const rest = Buffer.concat(pieces);
    if (rest.length > 0) yield rest;
  } finally {
    source.destroy();
  }
}

/** The first line of a gzipped text file, without unpacking the rest. Throws when the file is missing or no gzip. */
export const firstLineSync = (path: string): string => {
  const file = openSync(path, "r");
  try {
    for (let size = 16_384; ; size *= 4) {
      const packed = Buffer.alloc(size);
      const read = readSync(file, packed, 0, size, 0);
      // The piece ends in the middle of the stream: a sync flush gives what is complete so far.
      const text = gunzipSync(packed.subarray(0, read), { finishFlush: constants.Z_SYNC_FLUSH });
      const end = text.indexOf(NEWLINE);
      if (end !== -1) return text.toString("utf8", 0, end);
      if (read < size) return text.toString("utf8");
    }
  } finally {
    closeSync(file);
  }
};
