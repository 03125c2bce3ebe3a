// A person at a terminal who answers as written down before, and refuses to be asked anything else. What a question says about
// an answer is kept; an answer that its check refuses is asked for again, as terminals do.
import assert from "node:assert/strict";
import { plainText } from "../../bank/pasted.ts";
import type { Back, ChoiceQuestion, TextQuestion } from "../../terminal/questions/questions.ts";
import { labelOf } from "../../terminal/questions/questions.ts";
import { symbolsFor } from "../../terminal/questions/symbols.ts";
import type { Terminal } from "../../terminal/questions/terminal.ts";

/** The question, and what is answered: of choices how the label begins, or its form. */
export type Answer = readonly [question: string, answer: string | boolean | RegExp | Back];

export class Scripted {
  readonly symbols = symbolsFor({ ascii: true });
  readonly columns = 80;
  readonly rows = 24;
  /** What was printed and what was wrong with answers, in order. */
  readonly said: string[] = [];
  readonly #answers: Answer[];

  constructor(answers: readonly Answer[]) {
    this.#answers = [...answers];
  }

  /** For what takes a whole terminal. */
  get terminal(): Terminal {
    return this as unknown as Terminal;
  }

  text(question: TextQuestion): Promise<string | Back> {
    return this.#typed(question, plainText);
  }

  secret(question: TextQuestion): Promise<string | Back> {
    return this.#typed(question, (answer) => answer);
  }

  choose<T>({ question, choices }: ChoiceQuestion<T>): Promise<T | Back> {
    const answer = this.#next(question);
    if (typeof answer === "symbol") return Promise.resolve(answer);
    const labels = choices.map(labelOf);
    const fits = (label: string) =>
      answer instanceof RegExp ? answer.test(label) : label.startsWith(String(answer));
    const at = labels.findIndex(fits);
    assert.ok(at >= 0, `"${String(answer)}" is not among ${labels.join(", ")}`);
    return Promise.resolve(choices[at]!.value);
  }

  confirm(question: string): Promise<boolean | Back> {
    return Promise.resolve(this.#next(question) as boolean | Back);
  }

  print(text: string): void {
    this.said.push(text);
  }

  refresh(): void {}

  /** All has been asked. */
  done(): void {
    assert.deepEqual(this.#answers, []);
  }

  #typed(
    { question, initial, check }: TextQuestion,
    read: (answer: string) => string,
  ): Promise<string | Back> {
    while (true) {
      const answer = this.#next(question) as string | Back;
      if (typeof answer !== "string") return Promise.resolve(answer);
      const given = read(answer === "" ? initial ?? "" : answer);
      const wrong = check?.(given) ?? null;
      if (wrong === null) return Promise.resolve(given);
      this.said.push(wrong);
    }
  }

  #next(question: string): Answer[1] {
    const [next] = this.#answers.splice(0, 1);
    assert.ok(next, `nobody expected "${question}" after ${this.said.at(-1)}`);
    assert.equal(question, next[0]);
    return next[1];
  }
}
