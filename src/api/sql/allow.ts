/// <reference path="./pg-query-emscripten.d.ts" />
/**
 * Which SQL strangers may send: one SELECT of what can neither change anything nor fill the server's memory. Whatever is
 * not named here is refused: a node of the syntax tree, a function, an operator, a type.
 */
import { UserSqlError } from "./error.ts";

/** [characters] */
const LONGEST = 5_000;
/** SELECTs within SELECTs: a row as text doubles its quotes, and each further one would again. */
const MOST_SELECTS = 10;
/** How often the planner may write an expression out: it puts what a SELECT within calls `v` in the place of every `v`, level by level. */
const MOST_COPIES = 200;
/** Multiplications, divisions and their like, each as often as it is written out: PostgreSQL does all of a row's without looking at the time. */
const MOST_PRODUCTS = 100;
/** [digits] Of a number that is sent. */
const MOST_DIGITS = 600;

const NODES = new Set(
  `A_Const A_Expr A_Star BoolExpr Boolean BooleanTest CaseExpr CaseWhen CoalesceExpr ColumnRef CommonTableExpr Float FuncCall
   GroupingSet Integer JoinExpr List MinMaxExpr NullTest ParamRef RangeSubselect RangeVar ResTarget SelectStmt SortBy String
   SubLink TypeCast WindowDef`.split(/\s+/),
);

/** None of them makes a value much larger than what it is given, or has any effect. */
const FUNCTIONS = new Set(
  `abs avg ceil ceiling corr count cume_dist date_part date_trunc dense_rank div extract first_value floor greatest lag
   last_value lead least length ln log lower max min mod now nth_value ntile percent_rank percentile_cont percentile_disc
   rank round row_number sign sqrt stddev stddev_pop stddev_samp substr substring sum to_timestamp trunc upper var_pop var_samp
   variance width_bucket bool_and bool_or every`.split(/\s+/),
);

/** What takes the longer the more digits a number has, or makes more of them. */
const PRODUCTS = new Set(["*", "/", "%", "div", "mod", "ln", "log", "sqrt", "width_bucket"]);

const OPERATORS = new Set([
  ...["=", "<>", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%"],
  ...["~~", "!~~", "~~*", "!~~*"],
  ...["BETWEEN", "NOT BETWEEN", "BETWEEN SYMMETRIC", "NOT BETWEEN SYMMETRIC"],
]);

/** Of one size, but text; no `char(n)`, which is filled up with spaces. */
const TYPES = new Set(
  "bool date float4 float8 int2 int4 int8 interval numeric text timestamp timestamptz varchar".split(
    " ",
  ),
);

type Tree = { readonly [key: string]: unknown };

/**
 * Makes sure that a text is one question that may be asked.
 * @throws UserSqlError that names what may not be asked
 */
export async function requireAllowed(text: string): Promise<void> {
  if (text.length > LONGEST)
    throw new UserSqlError(`The statement has more than ${LONGEST} characters.`);
  const statements = await parse(text);
  if (statements.length !== 1) throw new UserSqlError("Send one statement.");
  const tree = statements[0]?.stmt ?? {};
  if (Object.keys(tree)[0] !== "SelectStmt") throw new UserSqlError("Only SELECT can be asked.");
  visit(tree);
  const { copies, products } = expansionOf(tree);
  if (copies > MOST_COPIES)
    throw new UserSqlError("SELECTs within SELECTs name the same column too often.");
  if (copies * products > MOST_PRODUCTS)
    throw new UserSqlError(`The statement multiplies or divides more than ${MOST_PRODUCTS} times.`);
  if (JSON.stringify(tree).split('"SelectStmt":').length - 1 > MOST_SELECTS)
    throw new UserSqlError(`The statement has more than ${MOST_SELECTS} SELECTs.`);
}

/** What a value that is sent as text may be: the largest numbers take PostgreSQL seconds for each multiplication. */
export function requireModest(value: string): void {
  const [, exponent = ""] = NUMBER.exec(value) ?? ["", null];
  if (exponent === null) return;
  const power = Number((exponent ?? "").replaceAll("_", ""));
  if (value.length > MOST_DIGITS || Math.abs(power) > MOST_DIGITS)
    throw new UserSqlError(`A number has more than ${MOST_DIGITS} digits.`);
}

const NUMBER = /^\s*[-+]?(?:0[xob])?[\da-f._]*?(?:e([-+]?[\d_]+))?\s*$/i;

/** How often an expression can be written out, by how often each SELECT names one column; and how many products there are. */
function expansionOf(tree: Tree): { copies: number; products: number } {
  let copies = 1;
  let products = 0;
  const walk = (part: unknown, named: Map<string, number>): void => {
    if (typeof part !== "object" || part === null) return;
    for (const [key, value] of Object.entries(part)) {
      const node = value as Tree;
      if (key === "SelectStmt") {
        const own = new Map<string, number>();
        walk(value, own);
        copies *= Math.max(1, ...own.values());
        continue;
      }
      if (key === "ColumnRef") {
        const name = wordsOf(node.fields).at(-1) ?? "";
        named.set(name, (named.get(name) ?? 0) + 1);
      } else if (key === "A_Expr" || key === "FuncCall")
        products += PRODUCTS.has(wordsOf(node.name ?? node.funcname).at(-1) ?? "") ? 1 : 0;
      walk(value, named);
    }
  };
  walk(tree, new Map());
  return { copies, products };
}

type Parser = Awaited<ReturnType<typeof import("pg-query-emscripten")["default"]>>;
let parser: Promise<Parser> | undefined;

async function parse(text: string): Promise<readonly { stmt?: Tree }[]> {
  const { default: load } = await import("pg-query-emscripten");
  parser ??= load();
  let parsed: Awaited<ReturnType<Parser["parse"]>>;
  try {
    parsed = (await parser).parse(text);
  } catch {
    // Its stack is small, and not to be used again.
    parser = undefined;
    throw new UserSqlError("The statement is nested too deeply.");
  }
  if (parsed.error) throw new UserSqlError(parsed.error.message);
  return parsed.parse_tree.stmts;
}

/** Every part of a tree: nodes are under their type, which begins with a capital letter; other keys are their fields. */
function visit(part: unknown): void {
  if (typeof part !== "object" || part === null) return;
  for (const [key, value] of Object.entries(part)) {
    if (/^[A-Z]/.test(key)) {
      if (!NODES.has(key)) refuse(key);
      CHECKS[key]?.(value as Tree);
    } else FIELDS[key]?.(value);
    visit(value);
  }
}

const refuse = (what: string): never => {
  throw new UserSqlError(`${what} cannot be asked here.`);
};

/** The words of a name, each a String node. */
const wordsOf = (names: unknown): string[] =>
  ((names ?? []) as { String?: { sval?: string } }[]).map(({ String: word }) => word?.sval ?? "");

const isBuiltIn = (words: readonly string[], allowed: ReadonlySet<string>) =>
  allowed.has(words.at(-1)!) &&
  (words.length === 1 || (words.length === 2 && words[0] === "pg_catalog"));

const CHECKS: Readonly<Record<string, (node: Tree) => void>> = {
  FuncCall({ funcname, args }) {
    const words = wordsOf(funcname);
    if (!isBuiltIn(words, FUNCTIONS)) refuse(`The function ${words.join(".")}`);
    // The number of places.
    const [, places] = (args ?? []) as readonly Tree[];
    if (/^(round|trunc)$/.test(words.at(-1)!) && places !== undefined && !isSmall(places))
      refuse(`${words.at(-1)} to so many places`);
  },
  A_Const({ fval, sval }) {
    requireModest(((fval as Tree | undefined)?.fval as string) ?? "");
    requireModest(((sval as Tree | undefined)?.sval as string) ?? "");
  },
  TypeCast({ arg, typeName }) {
    const { names, typmods } = typeName as Tree;
    const isSent = ["A_Const", "ParamRef"].includes(Object.keys(arg as Tree)[0] ?? "");
    // A text on the chain may be the largest of numbers.
    if (
      wordsOf(names).at(-1) === "numeric" &&
      !isSent &&
      !(typmods as Tree[] | undefined)?.every(isSmall)
    )
      refuse("The type numeric without a precision, as in numeric(78, 18),");
  },
  A_Expr({ name }) {
    const words = wordsOf(name);
    if (words.length !== 1 || !OPERATORS.has(words[0]!)) refuse(`The operator ${words.join(".")}`);
  },
  RangeVar({ schemaname, catalogname, relname }) {
    if (schemaname !== undefined || catalogname !== undefined) refuse("A table of another schema");
    if (String(relname).startsWith("pg_")) refuse(`The table ${relname}`);
  },
  SubLink({ subLinkType }) {
    if (subLinkType === "ARRAY_SUBLINK") refuse("An array of rows");
  },
};

/** Whether a node is a constant of at most two digits. */
const isSmall = (node: Tree): boolean => {
  const { ival } = (node.A_Const ?? {}) as { ival?: { ival?: number } };
  return ival !== undefined && Math.abs(ival.ival ?? 0) < 100;
};

/** Fields that hold something without its type's name around it, or say something of their node. */
const FIELDS: Readonly<Record<string, (value: unknown) => void>> = {
  intoClause: () => refuse("INTO"),
  lockingClause: () => refuse("A lock of rows"),
  recursive: (value) => value === true && refuse("WITH RECURSIVE"),
  typeName(value) {
    const { names, arrayBounds } = value as Tree;
    const words = wordsOf(names);
    if (arrayBounds !== undefined || !isBuiltIn(words, TYPES)) refuse(`The type ${words.at(-1)}`);
  },
};
