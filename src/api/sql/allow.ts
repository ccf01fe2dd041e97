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

const NODES = new Set(
  `A_Const A_Expr A_Star BoolExpr Boolean BooleanTest CaseExpr CaseWhen CoalesceExpr ColumnRef CommonTableExpr Float FuncCall
   GroupingSet Integer JoinExpr List MinMaxExpr NullTest ParamRef RangeSubselect RangeVar ResTarget SelectStmt SortBy String
   SubLink TypeCast WindowDef`.split(/\s+/),
);

/** None of them makes a value much larger than what it is given, or has any effect. */
const FUNCTIONS = new Set(
  `abs avg ceil ceiling corr count cume_dist date_part date_trunc dense_rank div exp extract first_value floor greatest lag
   last_value lead least length ln log lower max min mod now nth_value ntile percent_rank percentile_cont percentile_disc power
   rank round row_number sign sqrt stddev stddev_pop stddev_samp substr substring sum to_timestamp trunc upper var_pop var_samp
   variance width_bucket bool_and bool_or every`.split(/\s+/),
);

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
  if (JSON.stringify(tree).split('"SelectStmt":').length - 1 > MOST_SELECTS)
    throw new UserSqlError(`The statement has more than ${MOST_SELECTS} SELECTs.`);
}

async function parse(text: string): Promise<readonly { stmt?: Tree }[]> {
  const { default: load } = await import("pg-query-emscripten");
  let parsed: Awaited<ReturnType<Awaited<ReturnType<typeof load>>["parse"]>>;
  try {
    parsed = (await load()).parse(text);
  } catch {
    // Its stack is small.
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
  FuncCall({ funcname }) {
    const words = wordsOf(funcname);
    if (!isBuiltIn(words, FUNCTIONS)) refuse(`The function ${words.join(".")}`);
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
