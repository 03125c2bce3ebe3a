// The options of a command in their plainest form, read before the parser of all commands is there: it takes as long to load and to
// use as a third of a start. Whatever is not plain is left to that parser, which is also the one that says what is wrong.

export interface PlainOption {
  /** A switch has no value; a list may be given more than once. */
  readonly form: "switch" | "one" | "list";
  /** Whether a value needs no second look; any does where this is absent. */
  readonly plain?: (value: string) => boolean;
}

export type PlainOptions = Readonly<Record<string, PlainOption>>;

/** What was given of each option; `[]` where it was not, and `["true"]` for a switch. */
export type Given<O extends PlainOptions> = { readonly [name in keyof O]: readonly string[] };

/**
 * @param args after the command's own name
 * @returns null unless each word is the whole name of an option that is here, or its value
 */
export function plainWords<O extends PlainOptions>(
  args: readonly string[],
  options: O,
): Given<O> | null {
  const given: Record<string, string[]> = {};
  for (const name of Object.keys(options)) given[name] = [];
  const words = args.values();
  for (const word of words) {
    const name = word.startsWith("--") ? word.slice(2) : "";
    const [option, values] = Object.hasOwn(options, name)
      ? [options[name]!, given[name]!]
      : [null, []];
    if (!option || option.form !== "list" && values.length > 0) return null;
    const value = option.form === "switch" ? "true" : words.next().value;
    if (!value || value.startsWith("-") || option.plain?.(value) === false) return null;
    values.push(value);
  }
  return given as unknown as Given<O>;
}

/** @returns a test for numbers that are written as this program writes them. */
export function plainNumber(min: number, max: number = Number.MAX_SAFE_INTEGER) {
  return (value: string) => {
    const number = Number(value);
    return String(number) === value && Number.isInteger(number) && number >= min && number <= max;
  };
}
