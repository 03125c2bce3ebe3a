// Rules of the house that are read from the syntax tree. They are written as rules of `deno lint`, whose parser tells a comment
// from a text and a spread from three dots in a string; `syntax_test.ts` applies them to every file.

/** They leave the reader to guess who is meant: the customer, an officer, another server, a stranger. */
const VAGUE_WORDS = /\b(?:(?:some|any|every|no)body|who(?:m|se)?ever)\b/gi;

/** @returns the vague words of a text, but for what stands in backticks, such as the user `nobody` of Unix. */
export function vagueWords(text: string): string[] {
  return text.replace(/`[^`]*`/g, "").match(VAGUE_WORDS) ?? [];
}

/** What a spread copies from, without the words that only concern its type. */
function spreadFrom(argument: Deno.lint.Expression): Deno.lint.Expression {
  const isTyped = argument.type === "TSAsExpression" || argument.type === "TSSatisfiesExpression";
  return isTyped ? spreadFrom(argument.expression) : argument;
}

const FUNCTION_LINES_MAX = 60;

const linesOf = (text: string, [from, to]: readonly [number, number]) =>
  text.slice(from, to).split("\n").length;

type Long =
  | Deno.lint.FunctionDeclaration
  | Deno.lint.FunctionExpression
  | Deno.lint.ArrowFunctionExpression;

export const SYNTAX_RULES: Deno.lint.Plugin = {
  name: "house",
  rules: {
    "plain-comments": {
      create(context) {
        return {
          Program() {
            for (const { value, range } of context.sourceCode.getAllComments()) {
              for (const word of vagueWords(value)) {
                context.report({ range, message: `the comment says "${word}": say who` });
              }
            }
          },
        };
      },
    },
    "short-functions": {
      create(context) {
        const { filename, sourceCode: { text } } = context;
        const look = ({ range, parent }: Long) => {
          const lines = linesOf(text, range);
          if (lines <= FUNCTION_LINES_MAX) return;
          // The scope of a script that browsers load is no function of its own.
          if (filename.endsWith(".client.js") && parent?.type === "CallExpression") return;
          context.report({ range, message: `the function has ${lines} lines` });
        };
        return {
          FunctionDeclaration: look,
          FunctionExpression: look,
          ArrowFunctionExpression: look,
        };
      },
    },
    "plain-literals": {
      create(context) {
        const look = (spread: Deno.lint.SpreadElement | Deno.lint.JSXSpreadAttribute) => {
          const { type, range } = spreadFrom(spread.argument);
          if (type !== "ObjectExpression" && type !== "ArrayExpression") return;
          context.report({ range, message: "a literal is spread: write its parts without it" });
        };
        return { SpreadElement: look, JSXSpreadAttribute: look };
      },
    },
  },
};
