// What may be asked of a person, whatever the terminal can do. Asked by rich_questioner.ts with a moving cursor, or by
// plain_questioner.ts with numbered lists for screen readers and simple terminals.

/** Esc: the person wants to go back. */
export const BACK = Symbol("back");
export type Back = typeof BACK;

export interface TextQuestion {
  readonly question: string;
  /** What stands there to begin with. */
  readonly initial?: string | undefined;
  /** @returns what is wrong with the answer, or null. */
  readonly check?: ((answer: string) => string | null) | undefined;
  /** A line below that changes while the person types. */
  readonly hint?: ((answer: string) => string) | undefined;
}

export interface Choice<T> {
  readonly value: T;
  /** A function when it follows what happens meanwhile. */
  readonly label: string | (() => string);
}

export function labelOf({ label }: Choice<unknown>): string {
  return typeof label === "string" ? label : label();
}

export interface ChoiceQuestion<T> {
  readonly question: string;
  readonly choices: readonly Choice<T>[];
  /** There is nothing to go back to: Esc does nothing, and what leaves is among the choices. */
  readonly root?: boolean | undefined;
  /** Keys that answer at once, without moving to a choice. */
  readonly keys?: Readonly<Record<string, T>> | undefined;
  /** Told anew at each look, for what changes while the person reads. */
  readonly aside?: (() => string) | undefined;
}

export interface Questioner {
  text(question: TextQuestion): Promise<string | Back>;
  secret(question: TextQuestion): Promise<string | Back>;
  choose<T>(question: ChoiceQuestion<T>): Promise<T | Back>;
  /** Only an explicit yes is true. */
  confirm(question: string): Promise<boolean | Back>;
  /** Writes lines that stay, above whatever is being asked. */
  print(text: string): void;
  /** Shows again what is being asked, because something it shows has changed. */
  refresh(): void;
  /** Ends what is being asked, for good. */
  abort(): void;
}
