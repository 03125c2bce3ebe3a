// Signing up, step by step; Esc goes one step back. What the bank refuses is asked for again, and nothing else: the rest stays
// as it was typed.
import { isDisplayName, normalUserName } from "../../bank/credentials.ts";
import { DISPLAY_NAME_CHARS_MAX } from "../../bank/limits.ts";
import { plainName } from "../../bank/pasted.ts";
import type { RefusalCode } from "../../bank/refusal.ts";
import { RefusedError } from "../../net/client/client.ts";
import type { Result } from "../../api/methods.ts";
import { accountNumberText } from "../../bank/account_number.ts";
import type { Customer } from "../customer.ts";
import { refusalWords } from "../refusal_text.ts";
import { line } from "../../console/screen.ts";
import { BACK, type Back } from "../questions/questions.ts";
import type { Terminal } from "../questions/terminal.ts";
import { said, userNameProblem } from "./at_door.ts";
import { newPassword } from "./new_password.ts";

interface Applicant {
  userName: string;
  displayName: string;
  password: string;
  staffCode: string;
}

type Field = keyof Applicant;

const FIELDS: readonly Field[] = ["userName", "displayName", "password", "staffCode"];

/** What is wrong when the bank says so. */
const WRONG: Partial<Record<RefusalCode, Field>> = {
  user_name_taken: "userName",
  weak_password: "password",
  staff_code_invalid: "staffCode",
};

export async function signUpAt(customer: Customer, terminal: Terminal): Promise<void> {
  const applicant: Applicant = { userName: "", displayName: "", password: "", staffCode: "" };
  const form = { customer, terminal, applicant };
  for (let fields = FIELDS; await filled(form, fields) !== BACK;) {
    try {
      const result = await send(form);
      customer.signedIn(result, { store: true });
      const number = accountNumberText(result.account);
      return terminal.print(
        line`Welcome, ${result.displayName}. Your account number is ${number}.`,
      );
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error;
      const { refusal } = error;
      terminal.print(refusalWords(refusal, customer.currency));
      const wrong = WRONG[refusal.code];
      if (wrong !== undefined) fields = [wrong];
      else if (refusal.retryable && await terminal.confirm("Try again?") === true) fields = [];
      else return;
    }
  }
}

interface Form {
  readonly customer: Customer;
  readonly terminal: Terminal;
  readonly applicant: Applicant;
}

/** Asks for these, one after the other. @returns BACK from before the first. */
async function filled(form: Form, fields: readonly Field[]): Promise<Back | void> {
  for (let at = 0; at < fields.length;) {
    const back = await ASK[fields[at]!](form) === BACK;
    if (back && at === 0) return BACK;
    at += back ? -1 : 1;
  }
}

const ASK: Readonly<Record<Field, (form: Form) => Promise<Back | void>>> = {
  userName: askUserName,
  displayName: askDisplayName,
  password: askPassword,
  staffCode: askStaffCode,
};

async function askUserName({ terminal, applicant }: Form): Promise<Back | void> {
  const before = applicant.userName;
  const typed = await terminal.text({
    question: "Choose a user name",
    initial: before || undefined,
    check: userNameProblem,
  });
  if (typed === BACK) return BACK;
  applicant.userName = normalUserName(typed);
  if (applicant.displayName === before) applicant.displayName = applicant.userName;
}

async function askDisplayName({ terminal, applicant }: Form): Promise<Back | void> {
  const typed = await terminal.text({
    question: "Your name, as payers see it",
    initial: applicant.displayName || applicant.userName,
    hint: () => `At most ${DISPLAY_NAME_CHARS_MAX} characters.`,
    check: (text) =>
      isDisplayName(plainName(text))
        ? null
        : `A name has 1 to ${DISPLAY_NAME_CHARS_MAX} printable characters.`,
  });
  if (typed === BACK) return BACK;
  applicant.displayName = plainName(typed);
}

async function askPassword({ customer, terminal, applicant }: Form): Promise<Back | void> {
  const { userName, displayName } = applicant;
  const words = [displayName, customer.bankName];
  const typed = await newPassword(terminal, {
    userName,
    words,
    question: "Choose a password",
  });
  if (typed === BACK) return BACK;
  applicant.password = typed;
}

async function askStaffCode({ terminal, applicant }: Form): Promise<Back | void> {
  const typed = await terminal.text({
    question: "Staff code (empty for customers)",
    initial: applicant.staffCode || undefined,
  });
  if (typed === BACK) return BACK;
  applicant.staffCode = typed;
}

function send({ customer, applicant }: Form): Promise<Result<"signUp">> {
  const { userName, displayName, password, staffCode } = applicant;
  return said(customer, "signUp", {
    userName,
    displayName,
    password,
    device: customer.profile.device(customer.world.host.random),
    ...(staffCode === "" ? {} : { staffCode }),
  });
}
