/** Writes the client's questions: the operations of `queries/` as typed functions. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { codegen } from "@graphql-codegen/core";
import * as operations from "@graphql-codegen/typescript-operations";
import {
  buildSchema,
  type DocumentNode,
  type FieldNode,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  type NameNode,
  type OperationDefinitionNode,
  parse,
  print,
  type SelectionSetNode,
  visit,
} from "graphql";

export const QUERIES = "src/queries.gen.ts";

type Question = Readonly<{ document: DocumentNode; meaning: string }>;

/** The text of `src/queries.gen.ts`. @throws Error when an operation does not fit the schema */
export async function generateClient(folder: string, sdl: string): Promise<string> {
  const schema = buildSchema(sdl);
  const questions = readdirSync(folder)
    .filter((name) => name.endsWith(".graphql"))
    .sort()
    .map((name): Question => {
      const text = readFileSync(join(folder, name), "utf8");
      return {
        document: withOwnFragments(parse(text)),
        meaning: text.slice(2, text.indexOf("\n")),
      };
    });
  const types = await codegen({
    schema: parse(sdl),
    schemaAst: schema,
    documents: questions.map(({ document }, index) => ({ location: String(index), document })),
    filename: QUERIES,
    plugins: [{ operations: {} }],
    pluginMap: { operations },
    config: {
      documentMode: "string",
      scalars: { BigInt: "bigint", JSON: "unknown" },
      skipTypename: true,
      useTypeImports: true,
    },
  });
  return [
    "// Written by `npm run generate` from schema.graphql and queries/.",
    'import { pagedQuery, query } from "./query.ts";\n',
    types.trimEnd(),
    "",
    ...questions.map((question) => renderFunction(schema, question)),
  ].join("\n");
}

/** Fragments under the names of their operation: two files may each have one of a name. */
function withOwnFragments(document: DocumentNode): DocumentNode {
  const own = (name: NameNode): NameNode => ({
    ...name,
    value: `${operationOf(document).name!.value}${name.value[0]!.toUpperCase()}${name.value.slice(1)}`,
  });
  return visit(document, {
    FragmentDefinition: (node) => ({ ...node, name: own(node.name) }),
    FragmentSpread: (node) => ({ ...node, name: own(node.name) }),
  });
}

const operationOf = ({ definitions }: DocumentNode) =>
  definitions.find(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  )!;

function renderFunction(schema: GraphQLSchema, { document, meaning }: Question): string {
  const operation = operationOf(document);
  const name = operation.name!.value;
  const list = pagedField(operation);
  const bigs = bigsOf(operation.selectionSet, schema.getQueryType()!, document);
  const types = `${name}Query, ${name}QueryVariables`;
  const make =
    list === null ? `query<${types}>(` : `pagedQuery<${types}, "${list}">(\n  "${list}",`;
  const text = print(document).replaceAll("`", "'");
  return `/** ${meaning} */\nexport const ${name[0]!.toLowerCase()}${name.slice(1)} = ${make}\n  \`${text}\`,\n  ${JSON.stringify(bigs ?? {})},\n);\n`;
}

/** The list that an operation goes through page by page: the field that is given the variable `after`. */
function pagedField({ selectionSet }: OperationDefinitionNode): string | null {
  const field = selectionSet.selections.find(
    (node): node is FieldNode =>
      node.kind === Kind.FIELD &&
      (node.arguments ?? []).some(
        ({ name, value }) =>
          name.value === "after" && value.kind === Kind.VARIABLE && value.name.value === "after",
      ),
  );
  return field === undefined ? null : (field.alias ?? field.name).value;
}

type Bigs = { [field: string]: true | Bigs };

/** Where an answer has values of the type BigInt; undefined where it has none. */
function bigsOf(
  set: SelectionSetNode,
  type: GraphQLObjectType,
  document: DocumentNode,
): Bigs | undefined {
  const found: Bigs = {};
  for (const node of set.selections) {
    if (node.kind !== Kind.FIELD) {
      const inner =
        node.kind === Kind.INLINE_FRAGMENT
          ? node.selectionSet
          : fragmentOf(document, node.name.value).selectionSet;
      Object.assign(found, bigsOf(inner, type, document));
      continue;
    }
    const field = type.getFields()[node.name.value];
    if (field === undefined) continue;
    const named = getNamedType(field.type);
    const name = (node.alias ?? node.name).value;
    const inner = isObjectType(named)
      ? bigsOf(node.selectionSet!, named, document)
      : named.name === "BigInt" || undefined;
    const present = found[name];
    if (inner === true) found[name] = true;
    else if (inner !== undefined)
      found[name] = { ...(typeof present === "object" ? present : {}), ...inner };
  }
  return Object.keys(found).length === 0 ? undefined : found;
}

const fragmentOf = (document: DocumentNode, name: string) =>
  document.definitions.find(
    (node) => node.kind === Kind.FRAGMENT_DEFINITION && node.name.value === name,
  ) as Extract<DocumentNode["definitions"][number], { kind: Kind.FRAGMENT_DEFINITION }>;
