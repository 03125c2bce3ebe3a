// Lines of CSV (RFC 4180).

export function csvLine(cells: readonly string[]): string {
  return cells.map(quoted).join(",") + "\r\n";
}

/** Text of other people that begins like a formula is shown as text (OWASP CSV injection). */
export function harmless(text: string): string {
  return /^[=+\-@\t\r\n＝＋－＠]/.test(text) ? `'${text}` : text;
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
