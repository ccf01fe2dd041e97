import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

/** Encodings an answer can be packed in, the better one first. */
const ENCODINGS = ["br", "gzip"] as const;
export type Encoding = (typeof ENCODINGS)[number];

/** [bytes] A smaller answer fits a packet or two as it is. */
export const WORTH_PACKING = 1400;

const brotli = promisify(brotliCompress);
const zip = promisify(gzip);
/** Packs better than gzip in about the same time. */
const BROTLI_QUALITY = 4;

/** The encoding that a client takes and that packs best; null when it takes none. */
export function encodingFor(accepted: string | null | undefined): Encoding | null {
  if (!accepted) return null;
  const taken = accepted
    .toLowerCase()
    .split(",")
    .map((part) => part.trim())
    .filter((part) => !/;\s*q=0(\.0*)?$/.test(part))
    .map((part) => part.split(";")[0]!.trim());
  return ENCODINGS.find((encoding) => taken.includes(encoding)) ?? null;
}

/** A body packed, outside of the thread that answers. */
export function pack(body: string | Buffer, encoding: Encoding): Promise<Buffer> {
  if (encoding === "gzip") return zip(body, { level: 6 });
  const params = { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY };
  return brotli(body, { params });
}
