import styles from "./picture.module.css";

type Said = Readonly<{ lines: readonly string[] }>;

const NAMED = /^([^:]{1,40}): (.*)$/;

/** What the marks of a picture say, as rows: a column for each name that all of them have, one for the rest. */
export function rowsOf(marks: readonly Said[]): {
  heads: readonly string[];
  rows: readonly (readonly string[])[];
} {
  const namesOf = ({ lines }: Said) => lines.flatMap((line) => NAMED.exec(line)?.[1] ?? []);
  const names = (marks[0] ? namesOf(marks[0]) : []).filter((name) =>
    marks.every((mark) => namesOf(mark).includes(name)),
  );
  const rows = marks.map(({ lines }) => {
    const [first = "", ...rest] = lines;
    const said = (name: string) =>
      rest.find((line) => line.startsWith(`${name}: `))?.slice(name.length + 2) ?? "";
    const left = rest.filter((line) => !names.includes(NAMED.exec(line)?.[1] ?? ""));
    return [first, ...names.map(said), left.join(" · ")];
  });
  const hasRest = rows.some((row) => row.at(-1) !== "");
  return {
    heads: ["What", ...names, ...(hasRest ? ["More"] : [])],
    rows: hasRest ? rows : rows.map((row) => row.slice(0, -1)),
  };
}

/** The same picture for those who would rather read rows. */
export function MarksTable({ label, marks }: { label: string; marks: readonly Said[] }) {
  const { heads, rows } = rowsOf(marks);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
    <section className={styles.table} aria-label={label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a mark is its place
            <tr key={row}>
              {cells.map((cell, index) => (
                <td key={heads[index]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
