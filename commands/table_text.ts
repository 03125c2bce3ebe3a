// Tables for the terminal: columns padded by display width, so that CJK and emoji line up.
import stringWidth from "fast-string-width";

export interface Column {
  readonly title: string;
  readonly align: "left" | "right";
}

/** @param rows cells that are clean already (commands/screen.ts). */
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
