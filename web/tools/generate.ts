/** Writes what follows from the schema and the pages' operations: their types, their documents, the definitions of their fields. */
import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { codegen } from "@graphql-codegen/core";
import * as operations from "@graphql-codegen/typescript-operations";
import {
  buildSchema,
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  getNamedType,
  isEnumType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  parse,
  print,
  TypeInfo,
  validate,
  visit,
  visitWithTypeInfo,
} from "graphql";

const NOTE =
  "// Written by `npm run generate` from schema.graphql and the operations of the pages.\n";
const TYPES = "data/generated/types.ts";

/** A generated file: its path within `web`, and its text. */
export type Generated = readonly [path: string, text: string];

/** @throws Error when an operation does not fit the schema */
export async function generateExplorer(web: string, sdl: string): Promise<readonly Generated[]> {
  const schema = buildSchema(sdl);
  const documents = globSync("{pages,data,parts}/**/*.graphql", { cwd: web })
    .sort()
    .map((file) => ({ file, document: parse(readFileSync(join(web, file), "utf8")) }));
  const all = joined(documents.map(({ document }) => document));
  const errors = validate(schema, all).filter(({ message }) => !message.includes("is never used"));
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("\n"));
  return [
    [TYPES, NOTE + (await renderTypes(sdl, schema, all))],
    ...documents.map(
      ({ file, document }): Generated => [
        file.replace(/\.graphql$/, ".gen.ts"),
        renderDocuments(file, document, all),
      ],
    ),
    ...renderDefinitions(schema, all),
  ];
}

function joined(documents: readonly DocumentNode[]): DocumentNode {
  return { kind: Kind.DOCUMENT, definitions: documents.flatMap(({ definitions }) => definitions) };
}

function renderTypes(sdl: string, schema: GraphQLSchema, document: DocumentNode): Promise<string> {
  return codegen({
    schema: parse(sdl),
    schemaAst: schema,
    documents: [{ location: "operations", document }],
    filename: TYPES,
    plugins: [{ operations: {} }],
    pluginMap: { operations },
    config: {
      documentMode: "string",
      scalars: { BigInt: "string", JSON: "unknown" },
      skipTypename: true,
      useTypeImports: true,
    },
  });
}

/** The operations of one file, each with the fragments it uses, wherever they are. */
function renderDocuments(file: string, document: DocumentNode, all: DocumentNode): string {
  const up = "../".repeat(dirname(file).split("/").length);
  const named = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const types = named.flatMap(({ name }) => [
    `${name!.value}Query`,
    `${name!.value}QueryVariables`,
  ]);
  if (named.length === 0) return `${NOTE}// ${basename(file)} has fragments alone.\nexport {};\n`;
  const exported = named.map((node) => {
    const name = node.name!.value;
    const text = [node, ...fragmentsOf(node, all)].map(print).join("\n").replaceAll("`", "'");
    return `export const ${name} = \`${text}\` as Operation<${name}Query, ${name}QueryVariables>;\n`;
  });
  return [
    NOTE,
    `import type { Operation } from "${up}data/ask.ts";\n`,
    `import type { ${types.join(", ")} } from "${up}${TYPES}";\n\n`,
    ...exported,
  ].join("");
}

function fragmentsOf(
  root: OperationDefinitionNode,
  all: DocumentNode,
): readonly FragmentDefinitionNode[] {
  const found = new Map<string, FragmentDefinitionNode>();
  const collect = (node: OperationDefinitionNode | FragmentDefinitionNode): void => {
    visit(node, {
      FragmentSpread({ name }) {
        if (found.has(name.value)) return;
        const fragment = all.definitions.find(
          (other) => other.kind === Kind.FRAGMENT_DEFINITION && other.name.value === name.value,
        ) as FragmentDefinitionNode;
        found.set(name.value, fragment);
        collect(fragment);
      },
    });
  };
  collect(root);
  return [...found.values()];
}

/** What each asked field means, in the API's own words, and what the values of enums mean. */
function renderDefinitions(schema: GraphQLSchema, document: DocumentNode): readonly Generated[] {
  const definitions = new Map<string, string>();
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Field() {
        const parent = info.getParentType();
        const field = info.getFieldDef();
        if (!parent || !field || field.name.startsWith("__")) return;
        if (!isObjectType(parent) && !isInterfaceType(parent)) return;
        const text = field.description ?? "";
        if (text !== "") definitions.set(`${parent.name}.${field.name}`, text);
        const type = getNamedType(field.type);
        if (!isEnumType(type)) return;
        for (const { name, description } of type.getValues())
          if (description) definitions.set(`${type.name}.${name}`, description);
      },
    }),
  );
  const sorted = [...definitions].sort(([a], [b]) => (a < b ? -1 : 1));
  const terms = sorted.map(([name]) => `  | "${name}"`).join("\n");
  return [
    ["data/generated/definitions.json", `${JSON.stringify(Object.fromEntries(sorted), null, 1)}\n`],
    [
      "data/generated/terms.ts",
      `${NOTE}/** A field or value the API defines. */\nexport type Term =\n${terms};\n`,
    ],
  ];
}
