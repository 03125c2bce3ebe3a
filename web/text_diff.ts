// What changed between two texts, word by word: the longest common run of words stays, the rest came or went.

export interface Change {
  readonly kind: "same" | "gone" | "new";
  readonly text: string;
}

/** Words compared at most; longer texts stand side by side whole. */
const WORDS_MAX = 1_000;

export function textDiff(before: string, now: string): Change[] {
  const [old, fresh] = [wordsOf(before), wordsOf(now)];
  if (old.length > WORDS_MAX || fresh.length > WORDS_MAX) {
    return joined([{ kind: "gone", text: before }, { kind: "new", text: now }]);
  }
  const common = commonLengths(old, fresh);
  const changes: Change[] = [];
  let [i, j] = [0, 0];
  while (i < old.length || j < fresh.length) {
    if (i < old.length && j < fresh.length && old[i] === fresh[j]) {
      changes.push({ kind: "same", text: old[i++]! });
      j++;
    } else if (j === fresh.length || (i < old.length && common[i + 1]![j]! >= common[i]![j + 1]!)) {
      changes.push({ kind: "gone", text: old[i++]! });
    } else {
      changes.push({ kind: "new", text: fresh[j++]! });
    }
  }
  return joined(changes);
}

/** With the spaces between them, which count as words. */
function wordsOf(text: string): string[] {
  return text.match(/\s+|\S+/g) ?? [];
}

/** By places in both: how many words are common to what follows. */
function commonLengths(old: readonly string[], fresh: readonly string[]): Uint16Array[] {
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint16Array(fresh.length + 1));
  for (let i = old.length - 1; i >= 0; i--) {
    for (let j = fresh.length - 1; j >= 0; j--) {
      lengths[i]![j] = old[i] === fresh[j]
        ? lengths[i + 1]![j + 1]! + 1
        : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  return lengths;
}

function joined(changes: readonly Change[]): Change[] {
  const runs: { kind: Change["kind"]; text: string }[] = [];
  for (const { kind, text } of changes) {
    const last = runs.at(-1);
    if (last?.kind === kind) last.text += text;
    else if (text !== "") runs.push({ kind, text });
  }
  return runs;
}
