import {
  buildSchema,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
  Kind,
  parse,
  type SelectionSetNode,
} from "graphql";

/** Every value of an answer, by the type and field it is of: `request.maxFee` has 41277…, 8901…. */
export type Values = Map<string, Set<string>>;

/** Adds the values of an answer. */
export function collect(sdl: GraphQLSchema, query: string, data: unknown, into: Values): void {
  const document = parse(query);
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
  const walk = (value: unknown, type: GraphQLOutputType, set: SelectionSetNode): void => {
    const named = getNamedType(type);
    if (Array.isArray(value)) for (const one of value) walk(one, type, set);
    else if (value !== null && typeof value === "object" && isObjectType(named)) {
      for (const node of set.selections) {
        if (node.kind === Kind.FRAGMENT_SPREAD)
          walk(value, type, fragments.get(node.name.value)!.selectionSet);
        if (node.kind !== Kind.FIELD) continue;
        const answer = (value as Record<string, unknown>)[node.alias?.value ?? node.name.value];
        const field = named.getFields()[node.name.value];
        if (field === undefined || answer === undefined) continue;
        if (node.selectionSet) walk(answer, field.type, node.selectionSet);
        // A ratio or percentiles are figures of the field that gives them, too.
        for (const leaf of leavesOf(answer)) add(into, `${named.name}.${field.name}`, leaf);
      }
    }
  };
  for (const node of document.definitions)
    if (node.kind === Kind.OPERATION_DEFINITION) walk(data, sdl.getQueryType()!, node.selectionSet);
}

/** A value itself, or the plain values of one object. */
function leavesOf(answer: unknown): readonly unknown[] {
  if (answer === null || typeof answer !== "object") return [answer];
  return Object.values(answer).filter((value) => value === null || typeof value !== "object");
}

function add(into: Values, name: string, value: unknown): void {
  const values = into.get(name) ?? new Set<string>();
  into.set(name, values.add(String(value)));
}

export const schemaOf = (sdl: string): GraphQLSchema => buildSchema(sdl);
