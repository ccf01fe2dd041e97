import { describe, expect, test } from "vitest";
import { requireAllowed, requireModest } from "../../../src/api/sql/allow.ts";
import { UserSqlError } from "../../../src/api/sql/error.ts";

const refusalOf = (text: string) =>
  requireAllowed(text).then(
    () => null,
    (error) => {
      expect(error).toBeInstanceOf(UserSqlError);
      return (error as Error).message;
    },
  );

describe("is asked", () => {
  test.each([
    "select * from bid",
    'select "prover", sum("fee") from "bid" where "fee" > $1 group by 1 having count(*) > 2 order by 2 desc limit $2;',
    "with b as (select prover, fee from bid) select * from b join prover p on p.address = b.prover -- and so on",
    "select date_trunc('day', to_timestamp(timestamp)), percentile_cont(0.5) within group (order by fee) from bid group by 1",
    "select rank() over (partition by prover order by fee rows between 1 preceding and current row), fee / 1e18, round(fee / 3, 2), $1::numeric, stakers::numeric(78, 18) from bid",
    "select case when name like '%x%' then 1 else coalesce(stakers, 0) end from prover where state in ('ACTIVE') and address in (select prover from bid)",
    "select extract(epoch from now()) union all select 1 except select 2",
    "select 1 from bid b where exists (select 1 from reveal r where r.prover = b.prover) and fee between 1 and 2 and not (fee is null)",
    "select p.fee from prover left join lateral (select fee from bid limit 1) p on true",
  ])("%s", async (text) => expect(await refusalOf(text)).toBeNull());
});

describe("is refused", () => {
  test.each([
    ["", "Send one statement"],
    ["selec 1", "syntax error"],
    ["select 1; select 2", "Send one statement"],
    ["delete from bid", "Only SELECT"],
    ["explain analyze select 1", "Only SELECT"],
    ["set statement_timeout = 0", "Only SELECT"],
    ["comment on table bid is 'x'", "Only SELECT"],
    ["copy bid to program 'id'", "Only SELECT"],
    ["do $$ begin end $$", "Only SELECT"],
    ["with x as (delete from bid returning *) select * from x", "DeleteStmt"],
    ["with x as (insert into bid values (1) returning *) select * from x", "InsertStmt"],
    [
      "with recursive t(n) as (select 1 union all select n + 1 from t) select * from t",
      "RECURSIVE",
    ],
    ["select * into mine from bid", "INTO"],
    ["select * from bid for update", "A lock"],
    ["select pg_sleep(1)", "pg_sleep"],
    ["select set_config('statement_timeout', '0', false)", "set_config"],
    ["select pg_notify('a', 'b')", "pg_notify"],
    ["select pg_advisory_lock(1)", "pg_advisory_lock"],
    ["select public.count(1)", "public.count"],
    ["select a.b.count(1)", "a.b.count"],
    ["select * from generate_series(1, 1000000000)", "RangeFunction"],
    ["select * from pg_stat_activity", "pg_stat_activity"],
    ["select * from information_schema.tables", "another schema"],
    ["select * from other.public.bid", "another schema"],
    ["select * from bid tablesample system (1)", "RangeTableSample"],
    // What makes much of little: a gigabyte of it ends PostgreSQL, for everybody.
    ["select name || name from prover", "||"],
    ["select repeat('x', 1000000000)", "repeat"],
    ["select replace(name, 'a', name) from prover", "replace"],
    ["select string_agg(name, name) from prover", "string_agg"],
    ["select json_agg(p) from prover p", "json_agg"],
    ["select array_agg(p) from prover p", "array_agg"],
    ["select array(select 1)", "array of rows"],
    ["select array[1, 2]", "A_ArrayExpr"],
    ["select row(1, 2)", "RowExpr"],
    ["select json_array(1, 2)", "JsonArrayConstructor"],
    ["select 'a'::char(1000000)", "bpchar"],
    ["select '{a}'::text[]", "type text"],
    ["select 'pg_authid'::regclass", "regclass"],
    ["select 1 operator(public.+) 1", "public.+"],
    ["select 'a' ~ '(a*)*b'", "operator ~"],
    ["select current_user", "SQLValueFunction"],
    // PostgreSQL does not look at the time while it multiplies: each of these took a core for minutes, whatever the time limit.
    ["select mod(power(3::numeric, 250000), power(7::numeric, 100000))", "power"],
    ["select 1e99999 * 7", "more than 600 digits"],
    ["select fee * '1e9_9999' from bid", "more than 600 digits"],
    [`select ${"9".repeat(601)}.5`, "more than 600 digits"],
    ["select img_url::numeric from request", "numeric without a precision"],
    ["select img_url::numeric(1000, 999) from request", "numeric without a precision"],
    ["select round(1.0, 16000) / 3", "so many places"],
    ["select round(1.0, n::int) / 3 from t", "so many places"],
    [`select fee${"*fee".repeat(101)} from bid`, "more than 100 times"],
    // What is within is written out in the place of every v: ten such levels end PostgreSQL for want of memory.
    [
      "select v+v+v+v+v+v v from (select v+v+v+v+v+v v from (select v+v+v+v+v+v v from (select fee v from bid) a) b) c",
      "name the same column too often",
    ],
    [
      "with a as (select fee+fee+fee+fee+fee+fee v from bid), b as (select v+v+v+v+v+v v from a) select v+v+v+v+v+v from b",
      "name the same column too often",
    ],
  ])("%s", async (text, why) => expect(await refusalOf(text)).toContain(why));
});

test("a value that is sent apart is no larger", () => {
  for (const value of ["1e601", "-1E+99999", "9".repeat(601), ` 0x${"f".repeat(600)} `])
    expect(() => requireModest(value)).toThrow("more than 600 digits");
  for (const value of [
    "",
    "1e18",
    "deadbeef",
    "x".repeat(5000),
    "-1.5",
    "Infinity",
    `0x${"f".repeat(64)}`,
  ])
    expect(() => requireModest(value)).not.toThrow();
});

test("what is too long, too deep or too much is refused", async () => {
  expect(await refusalOf(`select 1${" + 1".repeat(1200)}`)).toContain("nested too deeply");
  expect(await refusalOf(`select ${"(select ".repeat(11)}1${")".repeat(11)}`)).toContain(
    "more than 10 SELECTs",
  );
  expect(await refusalOf(`select '${"x".repeat(5000)}'`)).toContain("5000 characters");
});
