// A new password at the terminal: its weakness is said while it is typed, in the words in which it is refused; it is asked for
// twice, because a person cannot see what they type.
import { FIRST_HINT, type Owner, passwordJudge } from "../password_strength.ts";
import { BACK, type Back } from "../questions/questions.ts";
import type { Terminal } from "../questions/terminal.ts";

export interface NewPassword extends Owner {
  readonly question: string;
}

export async function newPassword(
  terminal: Pick<Terminal, "secret" | "print">,
  { question, ...owner }: NewPassword,
): Promise<string | Back> {
  const judge = await passwordJudge(owner);
  while (true) {
    const first = await terminal.secret({
      question,
      check: (typed) => judge(typed).problem,
      hint: (typed) => typed === "" ? FIRST_HINT : judge(typed).hint,
    });
    if (first === BACK) return BACK;
    const second = await terminal.secret({ question: "The same again" });
    if (second === BACK) continue;
    if (first === second) return first;
    terminal.print("The two differ; once more.");
  }
}
