/** PostgreSQL's own parser. */
declare module "pg-query-emscripten" {
  type Parsed = {
    parse_tree: { stmts: readonly { stmt?: Readonly<Record<string, unknown>> }[] };
    error: { message: string } | null;
  };
  export default function load(): Promise<{ parse(text: string): Parsed }>;
}
