/** Tells the operator a line. */
export const say = (line: string): void => {
  process.stderr.write(`${new Date().toISOString()} ${line}\n`);
};
