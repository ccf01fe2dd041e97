import { readFileSync } from "node:fs";
import ts from "typescript";
import { columnWords, relationWords, valueWords } from "./vocabulary.ts";

/** What each name of the schema means. */
export type Descriptions = {
  enums: Record<string, { text: string; values: Record<string, string> }>;
  tables: Record<string, { text: string; columns: Record<string, string> }>;
  relations: Record<string, string>;
};

/**
 * The comments of `ponder.schema.ts`: at tables, columns (those of shared columns too), enums and their values.
 * Where there is none, the vocabulary speaks.
 * @throws Error that lists every name nothing is said about
 */
export function readComments(path: string): Descriptions {
  const source = ts.createSourceFile(
    path,
    readFileSync(path, "utf8"),
    ts.ScriptTarget.Latest,
    true,
  );
  const missing: string[] = [];
  const say = (text: string | undefined, name: string): string => {
    if (text === undefined || text === "") missing.push(name);
    return text ?? "";
  };
  const shared = new Map<string, ts.ObjectLiteralExpression>();
  const descriptions: Descriptions = { enums: {}, tables: {}, relations: relationWords };

  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    const [declaration] = statement.declarationList.declarations;
    const name = declaration!.name.getText();
    const value = declaration!.initializer!;
    if (ts.isArrowFunction(value)) shared.set(name, objectOf(value));
    else if (!ts.isCallExpression(value)) continue;
    else if (value.expression.getText() === "onchainEnum") {
      const values = (value.arguments[1] as ts.ArrayLiteralExpression).elements.map((element) => {
        const member = (element as ts.StringLiteral).text;
        const text = commentBefore(element, source) ?? valueWords[name]?.[member];
        return [member, say(text, `${name}.${member}`)] as const;
      });
      const text = say(commentOf(statement), name);
      descriptions.enums[name] = { text, values: Object.fromEntries(values) };
    } else if (value.expression.getText() === "onchainTable") {
      if (commentOf(statement)?.endsWith("Not part of the API.")) continue;
      const columns = columnsOf(objectOf(value.arguments[1] as ts.ArrowFunction), shared).map(
        (property) => {
          const column = property.name!.getText();
          return [
            column,
            say(withWords(commentOf(property), column), `${name}.${column}`),
          ] as const;
        },
      );
      const text = say(commentOf(statement), name);
      descriptions.tables[name] = { text, columns: Object.fromEntries(columns) };
    } else if (value.expression.getText() === "relations") {
      for (const property of objectOf(value.arguments[1] as ts.ArrowFunction).properties)
        say(relationWords[property.name!.getText()], `${name}.${property.name!.getText()}`);
    }
  }
  if (missing.length > 0)
    throw new Error(
      `These names have no description. Give them a comment in ponder.schema.ts (or a word in scripts/generate/vocabulary.ts): ${missing.join(", ")}`,
    );
  return descriptions;
}

function withWords(comment: string | undefined, column: string): string | undefined {
  const words = columnWords[column];
  if (comment === undefined) return words;
  const isUnitOnly = /^\[[^\]]+\]$/.test(comment);
  if (!isUnitOnly) return comment;
  return words === undefined ? undefined : `${comment} ${words}`;
}

function columnsOf(
  object: ts.ObjectLiteralExpression,
  shared: ReadonlyMap<string, ts.ObjectLiteralExpression>,
): readonly ts.ObjectLiteralElementLike[] {
  return object.properties.flatMap((property) => {
    if (!ts.isSpreadAssignment(property)) return [property];
    const name = (property.expression as ts.CallExpression).expression.getText();
    return columnsOf(shared.get(name)!, shared);
  });
}

function objectOf({ body }: ts.ArrowFunction): ts.ObjectLiteralExpression {
  return (
    ts.isParenthesizedExpression(body) ? body.expression : body
  ) as ts.ObjectLiteralExpression;
}

function commentOf(node: ts.Node): string | undefined {
  const comment = ts.getJSDocCommentsAndTags(node).findLast(ts.isJSDoc)?.comment;
  return clean(ts.getTextOfJSDocComment(comment));
}

function commentBefore(node: ts.Node, source: ts.SourceFile): string | undefined {
  const range = ts.getLeadingCommentRanges(source.text, node.getFullStart())?.at(-1);
  if (range === undefined) return undefined;
  return clean(source.text.slice(range.pos, range.end).replaceAll(/^\/\*\*|\*\/$|^\/\//g, ""));
}

function clean(text: string | undefined): string | undefined {
  return text?.replaceAll(/\s*\n\s*\*?\s*/g, " ").trim() || undefined;
}
