// One text for one value, so that a signature over it can be checked by any program: JSON with the members of objects in
// the order of their names and nothing between the tokens (RFC 8785, for texts, whole numbers, true, false, null).

/** What canonical JSON can say; members that are undefined are left out. */
export type Json = string | number | boolean | null | readonly Json[] | {
  readonly [name: string]: Json | undefined;
};

/** The one text of a value. @throws {TypeError} for numbers that are not safe integers: their text would depend on who writes it. */
export function canonicalJson(value: Json): string {
  if (typeof value === "number" && !Number.isSafeInteger(value)) {
    throw new TypeError(`Cannot write ${value} canonically: expected a safe integer`);
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const members = Object.entries(value as Record<string, Json | undefined>)
    .filter((member): member is [string, Json] => member[1] !== undefined)
    // RFC 8785 §3.2.3: by UTF-16 units, as texts compare here.
    .sort(([a], [b]) => a < b ? -1 : 1);
  return `{${
    members.map(([name, member]) => `${JSON.stringify(name)}:${canonicalJson(member)}`).join(",")
  }}`;
}
