import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLNamedType,
  type GraphQLSchema,
  type GraphQLType,
  isEnumType,
  isInputObjectType,
  isNamedType,
  isObjectType,
  Kind,
  type SelectionSetNode,
  valueFromASTUntyped,
} from "graphql";

/** This many objects of the schema's description cost as much as one row. */
const OBJECTS_PER_POINT = 20;
/** Objects after which counting stops: it is too much in any case, and counting takes time too. */
const MOST = 2_000_000;

type Fragments = ReadonlyMap<string, FragmentDefinitionNode>;

/**
 * Points of a question about the schema itself, `__schema` or `__type`: counted exactly, since all of it is known. It has
 * neither interfaces nor unions.
 * A type is counted once for each selection, however often it is met.
 */
export function costOfIntrospection(
  node: FieldNode,
  given: {
    schema: GraphQLSchema;
    fragments: Fragments;
    variables: Record<string, unknown> | undefined;
  },
): number {
  const { schema, fragments, variables } = given;
  const counts = new Map<SelectionSetNode, Map<GraphQLType, number>>();

  const sum = (set: SelectionSetNode | undefined, of: (field: FieldNode) => number): number => {
    let count = 0;
    for (const selection of set?.selections ?? []) {
      if (count > MOST) break;
      count +=
        selection.kind === Kind.FIELD
          ? of(selection)
          : sum(
              selection.kind === Kind.INLINE_FRAGMENT
                ? selection.selectionSet
                : fragments.get(selection.name.value)?.selectionSet,
              of,
            );
    }
    return count;
  };

  /** Objects in a list of things that have a type: fields, arguments. */
  const ofTyped = (things: readonly Typed[], set: SelectionSetNode | undefined): number =>
    total(
      things,
      ({ type, args = [] }) =>
        1 +
        sum(set, ({ name, selectionSet }) => {
          if (name.value === "type") return ofType(type, selectionSet);
          return name.value === "args" ? ofTyped(args, selectionSet) : 0;
        }),
    );

  const ofType = (type: GraphQLType, set: SelectionSetNode | undefined): number => {
    if (set === undefined) return 1;
    const byType = counts.get(set) ?? new Map<GraphQLType, number>();
    counts.set(set, byType);
    const found = byType.get(type);
    if (found !== undefined) return found;
    const count = 1 + sum(set, (field) => ofPart(type, field));
    byType.set(type, count);
    return count;
  };
  const ofPart = (type: GraphQLType, { name, selectionSet }: FieldNode): number => {
    if (name.value === "ofType")
      return isNamedType(type) ? 0 : ofType((type as { ofType: GraphQLType }).ofType, selectionSet);
    if (!isNamedType(type)) return 0;
    return (
      ofTyped(typedPartsOf(type, name.value), selectionSet) +
      (name.value === "enumValues" && isEnumType(type) ? type.getValues().length : 0)
    );
  };

  const objects = ((): number => {
    if (node.name.value === "__type") {
      const argument = node.arguments?.find(({ name }) => name.value === "name");
      const name = argument && valueFromASTUntyped(argument.value, variables);
      const type = typeof name === "string" ? schema.getType(name) : undefined;
      return type === undefined ? 1 : ofType(type, node.selectionSet);
    }
    return sum(node.selectionSet, (field) => {
      if (field.name.value === "types")
        return total(Object.values(schema.getTypeMap()), (type) =>
          ofType(type, field.selectionSet),
        );
      if (field.name.value === "directives")
        return sum(field.selectionSet, ({ name, selectionSet }) =>
          name.value === "args"
            ? ofTyped(
                schema.getDirectives().flatMap(({ args }) => args),
                selectionSet,
              )
            : schema.getDirectives().length,
        );
      const query = schema.getQueryType();
      return field.name.value === "queryType" && query ? ofType(query, field.selectionSet) : 0;
    });
  })();
  return Math.max(1, Math.ceil(objects / OBJECTS_PER_POINT));
}

type Typed = { type: GraphQLType; args?: readonly Typed[] };

function total<Thing>(things: readonly Thing[], of: (thing: Thing) => number): number {
  let count = 0;
  for (const thing of things) {
    if (count > MOST) break;
    count += of(thing);
  }
  return count;
}

function typedPartsOf(type: GraphQLNamedType, part: string): readonly Typed[] {
  if (part === "fields" && isObjectType(type)) return Object.values(type.getFields());
  if (part === "inputFields" && isInputObjectType(type)) return Object.values(type.getFields());
  return [];
}
