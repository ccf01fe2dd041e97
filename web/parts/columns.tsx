import type { ReactNode } from "react";
import type { Term } from "../data/generated/terms.ts";
import { plainBrev } from "../data/numbers.ts";
import { Address, Program, RequestLink, Transaction } from "./links.tsx";
import type { Column } from "./table.tsx";
import { Bps, Brev, Count, type CountsOf, Ratio, Seconds, Share, Time } from "./values.tsx";

/** What a column may have besides its heading and its value. */
type Options = Readonly<{
  sort?: string;
  isLesser?: boolean;
  /** Why there may be no value. */
  reason?: string;
}>;

type Base<Row> = Omit<Column<Row>, "cell">;

function base<Row>(
  head: string,
  term: Term,
  { sort, isLesser }: Options,
  value: (row: Row) => string | number | null,
): Base<Row> {
  return {
    head,
    term,
    ...(sort && { sort }),
    ...(isLesser && { isLesser }),
    csv: [{ head, cell: value }],
  };
}

type Of<Row, Value> = (row: Row) => Value | null | undefined;

/** An amount of BREV; the file has it in wei too. */
export function amount<Row>(
  head: string,
  term: Term,
  of: Of<Row, string>,
  options: Options = {},
): Column<Row> {
  return {
    ...base<Row>(`${head}, BREV`, term, options, () => null),
    isNumber: true,
    cell: (row) => <Brev wei={of(row)} term={term} reason={options.reason} />,
    csv: [
      { head: `${head}, wei`, cell: (row) => of(row) ?? null },
      { head: `${head}, BREV`, cell: (row) => plainOf(of(row)) },
    ],
  };
}

const plainOf = (wei: string | null | undefined) => (wei == null ? null : plainBrev(wei));

export function count<Row>(
  head: string,
  term: Term,
  of: Of<Row, number | string>,
  options: Options = {},
): Column<Row> {
  return {
    ...base<Row>(head, term, options, (row) => of(row) ?? null),
    isNumber: true,
    cell: (row) => <Count of={of(row)} term={term} reason={options.reason} />,
  };
}

export function seconds<Row>(
  head: string,
  term: Term,
  of: Of<Row, number | string>,
  options: Options = {},
): Column<Row> {
  return {
    ...base<Row>(`${head}`, term, options, (row) => of(row) ?? null),
    isNumber: true,
    cell: (row) => <Seconds of={of(row)} term={term} reason={options.reason} />,
  };
}

/** A share of a whole, in percent; the file has basis points. */
export function ratio<Row>(
  head: string,
  term: Term,
  of: (row: Row) => CountsOf | Readonly<{ bps: number | null }> | null | undefined,
  options: Options = {},
): Column<Row> {
  return {
    ...base<Row>(head, term, options, (row) => of(row)?.bps ?? null),
    isNumber: true,
    cell: (row) => <Ratio of={of(row)} term={term} reason={options.reason} />,
  };
}

export function bps<Row>(
  head: string,
  term: Term,
  of: Of<Row, number | string>,
  options: Options = {},
): Column<Row> {
  return {
    ...base<Row>(head, term, options, (row) => of(row) ?? null),
    isNumber: true,
    cell: (row) => <Bps of={of(row)} term={term} reason={options.reason} />,
  };
}

/** A yearly rate. */
export function share<Row>(
  head: string,
  term: Term,
  of: Of<Row, string>,
  options: Options & { reasonOf?: (row: Row) => string | undefined } = {},
): Column<Row> {
  return {
    ...base<Row>(head, term, options, (row) => of(row) ?? null),
    isNumber: true,
    cell: (row) => (
      <Share of={of(row)} term={term} reason={options.reasonOf?.(row) ?? options.reason} />
    ),
  };
}

export function time<Row>(
  head: string,
  term: Term,
  of: Of<Row, number | string>,
  options: Options = {},
): Column<Row> {
  return {
    ...base<Row>(head, term, options, (row) => of(row) ?? null),
    cell: (row) => <Time at={of(row)} term={term} reason={options.reason} />,
  };
}

export function text<Row>(
  head: string,
  term: Term,
  of: (row: Row) => string,
  options: Options & { show?: (row: Row) => ReactNode } = {},
): Column<Row> {
  return { ...base<Row>(head, term, options, of), cell: options.show ?? of };
}

type Known = Readonly<{ address: string; name?: string }>;

function addressOf<Row>(
  role: "prover" | "requester" | "address",
  head: string,
  of: (row: Row) => Known | string | null | undefined,
  options: Options,
): Column<Row> {
  const address = (row: Row) => {
    const known = of(row);
    return typeof known === "string" ? known : (known?.address ?? null);
  };
  return {
    head,
    ...(options.isLesser && { isLesser: true }),
    cell: (row) => {
      const known = of(row);
      const name = typeof known === "string" ? undefined : known?.name;
      return (
        <Address
          of={address(row)}
          name={name}
          as={role}
          {...(options.reason !== undefined && { reason: options.reason })}
        />
      );
    },
    csv: [{ head, cell: address }],
  };
}

export const prover = <Row,>(
  head: string,
  of: (row: Row) => Known | string | null | undefined,
  options: Options = {},
) => addressOf("prover", head, of, options);
export const requester = <Row,>(
  head: string,
  of: (row: Row) => Known | string | null | undefined,
  options: Options = {},
) => addressOf("requester", head, of, options);
export const address = <Row,>(
  head: string,
  of: (row: Row) => Known | string | null | undefined,
  options: Options = {},
) => addressOf("address", head, of, options);

export function request<Row>(
  of: (row: Row) => string | null | undefined,
  options: Options = {},
): Column<Row> {
  return {
    head: "Request",
    ...(options.isLesser && { isLesser: true }),
    cell: (row) => <RequestLink id={of(row)} />,
    csv: [{ head: "request", cell: (row) => of(row) ?? null }],
  };
}

export function program<Row>(of: (row: Row) => string, options: Options = {}): Column<Row> {
  return {
    head: "Program",
    ...(options.isLesser && { isLesser: true }),
    cell: (row) => <Program vk={of(row)} />,
    csv: [{ head: "program", cell: of }],
  };
}

export function transaction<Row>(of: (row: Row) => string): Column<Row> {
  return {
    head: "Transaction",
    isLesser: true,
    cell: (row) => <Transaction hash={of(row)} />,
    csv: [{ head: "transaction", cell: of }],
  };
}
