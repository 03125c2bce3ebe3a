// What each module exports, and what it takes from others, as the syntax tree says it.
import { dirname, join, normalize } from "node:path";
import config from "../../deno.json" with { type: "json" };

export interface ModuleNames {
  /** Each exported name, with the types of the same module that its declaration shows to others. */
  readonly exported: ReadonlyMap<string, ReadonlySet<string>>;
  /** `module name` of all that it imports; the name is `*` where it takes the whole module. */
  readonly imported: ReadonlySet<string>;
}

type Named = Deno.lint.Identifier | Deno.lint.StringLiteral;
const textOf = (named: Named) => named.type === "Identifier" ? named.name : named.value;

/** @param path of the module, from the root of the repository. */
export function namesOf(path: string, text: string): ModuleNames {
  const exported = new Map<string, Set<string>>();
  const imported = new Set<string>();
  const take = (specifier: string, names: readonly string[]) => {
    const module = pathOf(path, specifier);
    for (const name of names) imported.add(`${module} ${name}`);
  };
  const plugin: Deno.lint.Plugin = {
    name: "exports",
    rules: { read: { create: () => visitor(exported, take) } },
  };
  Deno.lint.runPlugin(plugin, path, text);
  return { exported, imported };
}

function pathOf(from: string, specifier: string): string {
  const mapped = specifier === "#runtime" ? config.imports["#runtime"] : null;
  if (mapped !== null) return normalize(mapped);
  return specifier.startsWith(".") ? normalize(join(dirname(from), specifier)) : specifier;
}

function visitor(
  exported: Map<string, Set<string>>,
  take: (specifier: string, names: readonly string[]) => void,
): Deno.lint.LintVisitor {
  return {
    ImportDeclaration({ source, specifiers }) {
      take(
        source.value,
        specifiers.map((each) => {
          if (each.type === "ImportSpecifier") return textOf(each.imported);
          return each.type === "ImportDefaultSpecifier" ? "default" : "*";
        }),
      );
    },
    ImportExpression(expression) {
      const { source } = expression;
      if (source.type !== "Literal" || typeof source.value !== "string") return;
      take(source.value, takenOf(expression));
    },
    TSImportType({ argument, qualifier }) {
      if (argument.type !== "TSLiteralType" || argument.literal.type !== "Literal") return;
      take(String(argument.literal.value), [
        qualifier?.type === "Identifier" ? qualifier.name : "*",
      ]);
    },
    ExportAllDeclaration({ source }) {
      take(source.value, ["*"]);
    },
    ExportNamedDeclaration({ source, specifiers, declaration }) {
      if (source) take(source.value, specifiers.map(({ local }) => textOf(local)));
      for (const each of specifiers) exported.set(textOf(each.exported), new Set());
      for (const name of declaredBy(declaration)) exported.set(name, new Set());
    },
    "ExportNamedDeclaration TSTypeReference"(node: Deno.lint.TSTypeReference) {
      const { typeName } = node;
      if (typeName.type !== "Identifier") return;
      for (const name of shownBy(node)) exported.get(name)?.add(typeName.name);
    },
    "ExportNamedDeclaration TSInterfaceHeritage"(node: Deno.lint.TSInterfaceHeritage) {
      if (node.expression.type !== "Identifier") return;
      for (const name of shownBy(node)) exported.get(name)?.add(node.expression.name);
    },
  };
}

/** Names taken by `(await import(…)).name`, `const { name } = await import(…)` and `import(…).then(({ name }) => …)`. */
function takenOf({ parent }: Deno.lint.ImportExpression): string[] {
  const whole = ["*"];
  if (parent.type === "AwaitExpression") {
    const user = parent.parent;
    if (user.type === "MemberExpression" && user.property.type === "Identifier") {
      return [user.property.name];
    }
    return user.type === "VariableDeclarator" ? fieldsOf(user.id) ?? whole : whole;
  }
  const call = parent.type === "MemberExpression" ? parent.parent : null;
  const then = call?.type === "CallExpression" ? call.arguments[0] : undefined;
  return then?.type === "ArrowFunctionExpression" ? fieldsOf(then.params[0]) ?? whole : whole;
}

function fieldsOf(pattern: Deno.lint.Node | Deno.lint.Parameter | undefined): string[] | null {
  if (pattern?.type !== "ObjectPattern") return null;
  return pattern.properties.map((property) =>
    property.type === "Property" && property.key.type === "Identifier" ? property.key.name : "*"
  );
}

function declaredBy(declaration: Deno.lint.ExportNamedDeclaration["declaration"]): string[] {
  if (!declaration) return [];
  if (declaration.type !== "VariableDeclaration") {
    const { id } = declaration as { readonly id: Named | null };
    return id ? [textOf(id)] : [];
  }
  return declaration.declarations.flatMap(({ id }) =>
    id.type === "Identifier" ? [id.name] : fieldsOf(id) ?? []
  );
}

/** The exported names whose declaration, and not only the body of a function, mentions this type. */
function shownBy(type: Deno.lint.Node): string[] {
  let node: Deno.lint.Node | Deno.lint.Parameter = type;
  while ("parent" in node && node.type !== "BlockStatement") {
    if (node.type === "ExportNamedDeclaration") return declaredBy(node.declaration);
    node = node.parent;
  }
  return [];
}
