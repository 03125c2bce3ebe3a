// Field 86 of MT940: what banks say about a line, in four dialects. German banks number its parts (`?20`), Dutch ones name them
// (`/REMI/`), others put names of SEPA in front (`EREF+`), and the rest write as they like.
import { referenceOrNone, textOf, textOrNone } from "./foreign_statement.ts";

export interface Details {
  readonly name: string | null;
  readonly account: string | null;
  readonly endToEndId: string | null;
  readonly text: string;
}

/** @param lines of the field, as they were broken. */
export function detailsOf(lines: readonly string[]): Details {
  const whole = lines.join("");
  const separator = /^\d{3}([?<@|+])\d\d/.exec(whole)?.[1];
  if (separator !== undefined) return numbered(whole, separator);
  if (/^\/[A-Z]{2,4}\//.test(whole)) return named(whole);
  const text = lines.join(" ");
  const sepa = sepaParts(text);
  return {
    name: textOrNone(sepa?.get("NAME") ?? sepa?.get("ABWA")),
    account: compact(sepa?.get("IBAN")),
    endToEndId: referenceOrNone(sepa?.get("EREF")),
    text: textOf(sepa ? [sepa.get("SVWZ"), sepa.get("")] : lines),
  };
}

/** `166?00GUTSCHRIFT?20EREF+…?21…?31account?32name?33name`, pieces of 27 signs. */
function numbered(whole: string, separator: string): Details {
  const parts = new Map<number, string>();
  for (const piece of whole.slice(3).split(separator).slice(1)) {
    const key = Number(piece.slice(0, 2));
    if (Number.isInteger(key)) parts.set(key, (parts.get(key) ?? "") + piece.slice(2));
  }
  const keys = [...parts.keys()].sort((one, other) => one - other);
  const isText = (key: number) => key >= 20 && key <= 29 || key >= 60 && key <= 63;
  const text = keys.filter(isText).map((key) => parts.get(key)!).join("");
  const sepa = sepaParts(text);
  const name = `${parts.get(32) ?? ""}${parts.get(33) ?? ""}`;
  return {
    name: textOrNone(name),
    account: compact(parts.get(31)) ?? compact(sepa?.get("IBAN")),
    endToEndId: referenceOrNone(sepa?.get("EREF")),
    text: textOf([sepa ? sepa.get("SVWZ") ?? "" : text, sepa?.get(""), parts.get(0)]),
  };
}

const SEPA =
  /(?:^|\s|(?<=\S))(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE|IBAN|BIC|PURP|NAME|COAM|OAMT)\+/g;

/** What stands behind each name, under "" what stands in front; null where there are no names. */
function sepaParts(text: string): ReadonlyMap<string, string> | null {
  const marks = [...text.matchAll(SEPA)];
  if (marks.length === 0) return null;
  const parts = new Map([["", text.slice(0, marks[0]!.index)]]);
  for (const [place, mark] of marks.entries()) {
    const end = marks[place + 1]?.index ?? text.length;
    parts.set(mark[1]!, text.slice(mark.index + mark[0].length, end));
  }
  return parts;
}

/** `/TRTP/…/IBAN/…/NAME/…/REMI/USTD//…/EREF/…`, and `/CNTP/account/bank/name/city/`. */
const NAMES =
  /\/(TRTP|IBAN|BIC|NAME|REMI|EREF|MARF|CSID|CNTP|ORDP|BENM|PREF|RTRN|ISDT|SVCL|PURP|ULTD|ULTC|ID|TRCD)\//g;

function named(whole: string): Details {
  const marks = [...whole.matchAll(NAMES)];
  const parts = new Map<string, string>();
  for (const [place, mark] of marks.entries()) {
    const end = marks[place + 1]?.index ?? whole.length;
    parts.set(mark[1]!, whole.slice(mark.index + mark[0].length, end));
  }
  const [account, , name] = (parts.get("CNTP") ?? "").split("/");
  const text = (parts.get("REMI") ?? "").replace(/^(?:USTD|STRD)\/(?:[A-Z]*\/)?/, "");
  return {
    name: textOrNone(parts.get("NAME") ?? name),
    account: compact(parts.get("IBAN") ?? account),
    endToEndId: referenceOrNone(parts.get("EREF")?.replace(/\/+$/, "")),
    text: textOf([text.replace(/\/+$/, ""), parts.get("TRTP")]),
  };
}

function compact(text: string | undefined): string | null {
  const bare = (text ?? "").replace(/[\s/]/g, "");
  return bare === "" ? null : bare;
}
