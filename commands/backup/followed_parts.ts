// What lies in a directory that follows a bank (`bank backup --follow`): parts of its journal, named by their first and last block,
// and its people as they were at a block. Goes by names alone. Pure.

/** A part of the journal. */
export interface JournalPart {
  readonly name: string;
  readonly first: number;
  readonly last: number;
}

/** Everything but the journal: people, documents, the sealed keys. */
export interface PeoplePart {
  readonly name: string;
  /** The newest block when they were read. */
  readonly at: number;
}

export interface Parts {
  readonly journal: readonly JournalPart[];
  readonly people: readonly PeoplePart[];
  /** Of writing that was cut: they count for nothing. */
  readonly unfinished: readonly string[];
  /** What no follower has written. */
  readonly strange: readonly string[];
}

export const PART_SUFFIX = ".bankpart";

/** Digits of a block's number: names in the order of letters are in the order of blocks. */
const DIGITS = 12;

const JOURNAL = new RegExp(`^journal-(\\d{${DIGITS}})-(\\d{${DIGITS}})\\${PART_SUFFIX}$`);
const PEOPLE = new RegExp(`^people-(\\d{${DIGITS}})\\${PART_SUFFIX}$`);
const UNFINISHED = new RegExp(`^(?:journal|people)\\${PART_SUFFIX}\\.part$`);

/** What file systems and a lock leave there. */
const BESIDE = /^(?:lost\+found|\.bankbackup\.lock(?:\.node)?|\.nfs.*)$/;

const padded = (block: number) => String(block).padStart(DIGITS, "0");

export function journalName({ first, last }: Omit<JournalPart, "name">): string {
  return `journal-${padded(first)}-${padded(last)}${PART_SUFFIX}`;
}

export function peopleName(at: number): string {
  return `people-${padded(at)}${PART_SUFFIX}`;
}

export function partsOf(names: readonly string[]): Parts {
  const journal: JournalPart[] = [];
  const people: PeoplePart[] = [];
  const [unfinished, strange]: [string[], string[]] = [[], []];
  for (const name of [...names].sort()) {
    const [, first, last] = JOURNAL.exec(name) ?? [];
    const [, at] = PEOPLE.exec(name) ?? [];
    if (first !== undefined) journal.push({ name, first: Number(first), last: Number(last) });
    else if (at !== undefined) people.push({ name, at: Number(at) });
    else if (UNFINISHED.test(name)) unfinished.push(name);
    else if (!BESIDE.test(name)) strange.push(name);
  }
  return { journal, people, unfinished, strange };
}

/** The part with this block that goes furthest: one that was put together of others stands beside them until they are gone. */
export function partWith({ journal }: Pick<Parts, "journal">, block: number): JournalPart | null {
  return journal.filter(({ first, last }) => first <= block && block <= last)
    .reduce<JournalPart | null>((best, one) => best && best.last >= one.last ? best : one, null);
}

/** The newest block that is there; −1 where there is none. */
export function newestIn({ journal }: Pick<Parts, "journal">): number {
  return journal.reduce((newest, { last }) => Math.max(newest, last), -1);
}

/** Parts of the journal one after the other; what they cover twice is left over. */
export function inOrder(parts: Pick<Parts, "journal">) {
  const chain: JournalPart[] = [];
  const newest = newestIn(parts);
  for (let next = 0; next <= newest;) {
    const part = partWith(parts, next);
    if (!part) return { chain, over: [], missing: next };
    chain.push(part);
    next = part.last + 1;
  }
  return { chain, over: parts.journal.filter((part) => !chain.includes(part)), missing: null };
}

/** A run of so many parts of one size becomes one part. */
export const MERGED_PARTS = 16;

/** Bytes of the smallest size; each further one is `MERGED_PARTS` times as large. */
const SIZE_BYTES = 4_096;

/** Sizes that are merged: parts of 16 MiB and more stay as they are. */
const SIZES = 3;

/**
 * The newest parts that become one. So each block is written about four times and there are few files, however small the steps.
 * @param bytesOf of a part's file.
 */
export function mergeable(
  chain: readonly JournalPart[],
  bytesOf: (part: JournalPart) => number,
): readonly JournalPart[] {
  for (let size = 1, limit = SIZE_BYTES; size <= SIZES; size++) {
    limit *= MERGED_PARTS;
    let from = chain.length;
    while (from > 0 && bytesOf(chain[from - 1]!) < limit) from--;
    if (chain.length - from >= MERGED_PARTS) return chain.slice(from);
  }
  return [];
}
