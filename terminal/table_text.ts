// Tables for the terminal: columns padded by display width, so that CJK and emoji line up.
import stringWidth from "fast-string-width";

export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

/** A column of words. */
export const left = (title: string): Column => ({ title, align: "left" });

/** A column of figures. */
export const right = (title: string): Column => ({ title, align: "right" });

/** @param rows cells that are clean already (console/screen.ts). */
export function tableText(columns: readonly Column[], rows: readonly string[][]): string {
  const widths = columns.map(({ title }, place) =>
    Math.max(stringWidth(title), ...rows.map((row) => stringWidth(row[place] ?? "")))
  );
  const lineOf = (cells: readonly string[]) =>
    columns.map(({ align }, place) => {
      const cell = cells[place] ?? "";
      const space = " ".repeat(widths[place]! - stringWidth(cell));
      return align === "right" ? space + cell : cell + space;
    }).join("  ").trimEnd();
  return [lineOf(columns.map(({ title }) => title)), ...rows.map(lineOf)].join("\n");
}

/** At most so many columns of the terminal, whole graphemes only. */
export function cutTo(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let cut = "";
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (stringWidth(cut + segment) > width - 1) break;
    cut += segment;
  }
  return `${cut}…`;
}

/** Indented words, then a gap, then what they mean: the meaning continues below itself. */
const MEANING = /^ +\S+(?: \S+)*? {2,}(?=\S)/;

/** Lines longer than the terminal are broken between words; what follows keeps the indentation. */
export function wrapped(text: string, columns: number): string {
  return text.split("\n").map((line) => {
    if (stringWidth(line) <= columns) return line;
    const meaning = MEANING.exec(line)?.[0] ?? "";
    const hangs = meaning.length > 0 && meaning.length < columns / 2;
    const indent = hangs ? " ".repeat(meaning.length) : /^\s*/.exec(line)![0];
    const lines = [hangs ? meaning : indent];
    for (const word of line.slice(lines[0]!.length).trim().split(" ")) {
      const last = lines.at(-1)!;
      const first = last.trim() === "" || last === meaning;
      const joined = first ? last + word : `${last} ${word}`;
      if (first || stringWidth(joined) <= columns) lines[lines.length - 1] = joined;
      else lines.push(indent + word);
    }
    return lines.join("\n");
  }).join("\n");
}
