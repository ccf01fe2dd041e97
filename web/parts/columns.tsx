import type { ReactNode } from "react";
import type { Term } from "../data/generated/terms.ts";
import { plainBrev } from "../data/numbers.ts";
import { Address, Program, RequestLink, type Role, Transaction } from "./links.tsx";
import type { Column } from "./table.tsx";
import { Bps, Brev, Count, type CountsOf, Ratio, Seconds, Share, Time } from "./values.tsx";

/** What a column may have besides its heading and its value. */
type Options<Row> = Readonly<{
  sort?: string;
  isLesser?: boolean;
  /** Why there may be no value. */
  reason?: string | ((row: Row) => string | undefined);
}>;

type Of<Row, Value> = (row: Row) => Value | null | undefined;

/** How values of one kind are shown, and how they stand in a file. */
type Kind<Value> = Readonly<{
  show(
    of: Value | null | undefined,
    rest: Readonly<{ term: Term; reason: string | undefined }>,
  ): ReactNode;
  inFile(value: Value): string | number | null;
  isNumber: boolean;
}>;

const columnOf =
  <Value,>({ show, inFile, isNumber }: Kind<Value>) =>
  <Row,>(
    head: string,
    term: Term,
    of: Of<Row, Value>,
    { reason, ...options }: Options<Row> = {},
  ): Column<Row> => ({
    ...{ head, term, isNumber, ...options },
    cell: (row) =>
      show(of(row), { term, reason: typeof reason === "function" ? reason(row) : reason }),
    csv: [
      {
        head,
        cell: (row) => {
          const value = of(row);
          return value === null || value === undefined ? null : inFile(value);
        },
      },
    ],
  });

const plain = { inFile: (value: string | number) => value, isNumber: true };

export const count = columnOf({ ...plain, show: (of, rest) => <Count of={of} {...rest} /> });
export const seconds = columnOf({ ...plain, show: (of, rest) => <Seconds of={of} {...rest} /> });
/** A share of a whole in basis points, shown in percent. */
export const bps = columnOf({ ...plain, show: (of, rest) => <Bps of={of} {...rest} /> });
export const time = columnOf({
  ...{ ...plain, isNumber: false },
  show: (of, rest) => <Time at={of} {...rest} />,
});
/** A yearly rate. */
export const share = columnOf<string>({
  ...plain,
  show: (of, rest) => <Share of={of} {...rest} />,
});
/** A share of a whole, in percent; the file has basis points. */
export const ratio = columnOf<CountsOf | Readonly<{ bps: number | null }>>({
  show: (of, rest) => <Ratio of={of} {...rest} />,
  inFile: (of) => of.bps ?? null,
  isNumber: true,
});
const brev = columnOf<string>({
  show: (of, rest) => <Brev wei={of} {...rest} />,
  inFile: plainBrev,
  isNumber: true,
});

/** An amount of BREV; the file has it in wei too. */
export function amount<Row>(
  head: string,
  term: Term,
  of: Of<Row, string>,
  options: Options<Row> = {},
): Column<Row> {
  const column = brev(`${head}, BREV`, term, of, options);
  return {
    ...column,
    csv: [{ head: `${head}, wei`, cell: (row) => of(row) ?? null }, ...column.csv!],
  };
}

export function text<Row>(
  head: string,
  term: Term,
  of: (row: Row) => string,
  {
    show = of,
    isLesser = false,
  }: Readonly<{ show?: (row: Row) => ReactNode; isLesser?: boolean }> = {},
): Column<Row> {
  return { ...{ head, term, isLesser }, cell: show, csv: [{ head, cell: of }] };
}

type Known = Readonly<{ address: string; name?: string }>;

/** A prover that a row gives by its address, with its row if there is one. */
export const named = ({
  prover,
  proverAccount,
}: Readonly<{
  prover?: string | null;
  proverAccount?: Readonly<{ name: string }> | null;
}>): Known | null => (prover ? { address: prover, name: proverAccount?.name ?? "" } : null);

const accountOf =
  (role: Role) =>
  <Row,>(
    head: string,
    of: Of<Row, Known | string>,
    { isLesser = false, reason }: Readonly<{ isLesser?: boolean; reason?: string }> = {},
  ): Column<Row> => {
    const known = (row: Row): Partial<Known> => {
      const value = of(row);
      return typeof value === "string" ? { address: value } : (value ?? {});
    };
    return {
      ...{ head, isLesser },
      cell: (row) => {
        const { address, name } = known(row);
        return <Address of={address} name={name} as={role} {...(reason && { reason })} />;
      },
      csv: [{ head, cell: (row) => known(row).address ?? null }],
    };
  };

export const prover = accountOf("prover");
export const requester = accountOf("requester");
export const address = accountOf("address");

const linkOf =
  <Id extends string | null | undefined>(head: string, show: (id: Id) => ReactNode) =>
  <Row,>(of: (row: Row) => Id, options: Pick<Options<Row>, "isLesser"> = {}): Column<Row> => ({
    ...{ head, ...options },
    cell: (row) => show(of(row)),
    csv: [{ head: head.toLowerCase(), cell: (row) => of(row) ?? null }],
  });

export const request = linkOf("Request", (id: string | null | undefined) => (
  <RequestLink id={id} />
));
export const program = linkOf("Program", (vk: string) => <Program vk={vk} />);
const inTransaction = linkOf("Transaction", (hash: string) => <Transaction hash={hash} />);
export const transaction = <Row,>(of: (row: Row) => string): Column<Row> =>
  inTransaction(of, { isLesser: true });
