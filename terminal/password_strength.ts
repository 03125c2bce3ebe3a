// How soon a new password would be guessed, for the person who is choosing it: by zxcvbn, which knows what people choose, and
// by what the bank itself refuses. Loaded only when a password is chosen: no other start waits for its dictionary.
import { passwordWeakness } from "../bank/credentials.ts";
import { PASSWORD_CHARS_MIN } from "../bank/limits.ts";
import { weaknessText } from "./refusal_text.ts";

/** Guesses, as a power of ten, below which a password is refused: zxcvbn calls that somewhat guessable. */
const GUESSES_LOG10_MIN = 8;

/** The same, from which it is called strong. */
const GUESSES_LOG10_STRONG = 12;

/** Characters that are judged: zxcvbn takes long over more, and so many cannot be guessed. */
const JUDGED_CHARS_MAX = 64;

export interface Judgement {
  /** Why it is refused, or null. */
  readonly problem: string | null;
  /** What is said while it is typed. */
  readonly hint: string;
}

export type PasswordJudge = (password: string) => Judgement;

export interface Owner {
  readonly userName: string;
  /** Other words that a guesser would try first: the person's name, the bank's. */
  readonly words: readonly string[];
}

export async function passwordJudge({ userName, words }: Owner): Promise<PasswordJudge> {
  const [{ ZxcvbnFactory }, { adjacencyGraphs, dictionary }] = await Promise.all([
    import("@zxcvbn-ts/core"),
    import("@zxcvbn-ts/language-common"),
  ]);
  const estimator = new ZxcvbnFactory({ graphs: adjacencyGraphs, dictionary });
  const own = [userName, ...words].flatMap((text) => [text, ...text.split(/[^\p{L}\p{N}]+/u)])
    .filter((word) => [...word].length >= 3);
  return (password) => {
    const weakness = passwordWeakness(password, userName);
    if (weakness !== null) return refused(weaknessText(weakness));
    const judged = [...password].slice(0, JUDGED_CHARS_MAX).join("");
    const { guessesLog10, sequence } = estimator.check(judged, own);
    if (guessesLog10 < GUESSES_LOG10_MIN) return refused(reasonOf(sequence));
    const strong = guessesLog10 >= GUESSES_LOG10_STRONG;
    return { problem: null, hint: strong ? "Strong." : "Good; longer is better." };
  };
}

function refused(reason: string): Judgement {
  const problem = `Not this one: ${reason}.`;
  return { problem, hint: problem };
}

interface Part {
  readonly pattern: string;
  readonly token: string;
  readonly dictionaryName?: string;
}

const REASONS: readonly (readonly [(part: Part) => boolean, string])[] = [
  [
    ({ dictionaryName }) => dictionaryName === "userInputs",
    "it is made of your or the bank's name",
  ],
  [({ pattern }) => pattern === "dictionary", "it is made of words that are tried first"],
  [({ pattern }) => pattern === "repeat", "it repeats itself"],
  [({ pattern }) => pattern === "sequence", "it is a sequence that is easy to continue"],
  [({ pattern }) => pattern === "spatial", "it is a row of keys"],
];

/** Of the parts in which it is guessed, the most telling; a program that tries everything needs no reason. */
function reasonOf(parts: readonly Part[]): string {
  const found = REASONS.find(([fits]) =>
    parts.some((part) => [...part.token].length >= 3 && fits(part))
  );
  return `${found?.[1] ?? "it would be guessed soon"}; add a word or two`;
}

export const FIRST_HINT = `At least ${PASSWORD_CHARS_MIN} characters; long beats clever.`;
