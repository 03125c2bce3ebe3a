// XML as text: elements with children in order, everything escaped, nothing that XML 1.0 cannot carry.

export type Xml = readonly [
  name: string,
  content: string | readonly (Xml | null)[],
  attributes?: Readonly<Record<string, string>>,
];

/** Elements that are null are left out. */
export function xmlText([name, content, attributes = {}]: Xml, indent = ""): string {
  const open = name +
    Object.entries(attributes)
      .map(([key, value]) => ` ${key}="${escaped(value).replaceAll('"', "&quot;")}"`)
      .join("");
  if (typeof content === "string") return `${indent}<${open}>${escaped(content)}</${name}>\n`;
  const children = content.filter((child) => child !== null)
    .map((child) => xmlText(child, `${indent}  `));
  return `${indent}<${open}>\n${children.join("")}${indent}</${name}>\n`;
}

/** Without what XML cannot carry. */
function carried(text: string): string {
  // deno-lint-ignore no-control-regex -- the characters that XML 1.0 §2.2 does not allow
  return text.replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "")
    .replace(/[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g, "");
}

/** As the content of an element. */
export function escaped(text: string): string {
  return carried(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** What XML can carry of it, at most so many characters, never half of one. */
export function cut(text: string, charsMax: number): string {
  return [...carried(text)].slice(0, charsMax).join("");
}
