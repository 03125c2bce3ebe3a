// The words of the command line: options, arguments, help. Turns argv into one plain value; commands/run.ts
// hands that to the function that does it. Flags win over the environment, the environment over defaults.
import { group, merge, object, or } from "@optique/core/constructs";
import { message } from "@optique/core/message";
import { optional, withDefault } from "@optique/core/modifiers";
import type { InferValue } from "@optique/core/parser";
import { argument, command, constant, flag, option } from "@optique/core/primitives";
import type { NonEmptyString } from "@optique/core/nonempty";
import { integer, string } from "@optique/core/valueparser";
import { HISTORY_PAGE_MAX } from "../net/limits.ts";
import type { Environment } from "./profile.ts";

export const DEFAULT_PORT = 7400;

const text = (metavar: NonEmptyString) => string({ metavar });
const port = () => integer({ metavar: "PORT", min: 0, max: 65535 });
const no = (name: `--${string}`, description: ReturnType<typeof message>) =>
  withDefault(flag(name, { description }), false);

function serveWords(env: Environment) {
  return command(
    "serve",
    object({
      command: constant("serve"),
      data: optional(option("--data", text("DIR"), {
        description:
          message`Data directory (BANK_DATA, else the state directory of the user or service).`,
      })),
      host: withDefault(
        option("--host", text("ADDRESS"), { description: message`Address to listen on.` }),
        () => env.BANK_HOST ?? "0.0.0.0",
      ),
      port: withDefault(
        option("--port", port(), { description: message`TCP and UDP port; 0 picks a free one.` }),
        () => portOf(env),
      ),
      name: optional(option("--name", text("NAME"), {
        description: message`Name of the bank, fixed at its first start.`,
      })),
      currency: optional(option("--currency", text("CODE"), {
        description: message`ISO 4217 code, fixed at the first start (INR unless given).`,
      })),
      welcome: optional(option("--welcome", text("AMOUNT"), {
        description: message`Credit every new customer with this amount (for simulations).`,
      })),
      newStaffCode: no(
        "--new-staff-code",
        message`Print a fresh one-time code for a staff member.`,
      ),
      json: no("--json", message`Print one JSON line per event instead of text.`),
    }),
    {
      brief: message`Run a bank on this machine.`,
      description:
        message`Runs a bank on this machine. The first start founds it: name, currency and certificate are made and stay.`,
      footer:
        message`Example: bank serve --data /var/lib/bank --name "Village Bank" --currency INR`,
    },
  );
}

const idOption = optional(option("--id", text("ID"), {
  description: message`Transfer id (UUIDv7) to repeat; a new one is made unless given.`,
}));
const memoOption = withDefault(
  option("--memo", text("TEXT"), { description: message`A line for both statements.` }),
  "",
);
const yes = no("--yes", message`Do not ask; needed without a terminal.`);
const amount = argument(text("AMOUNT"), { description: message`Such as 25 or 25.50.` });
const payee = argument(text("PAYEE"), { description: message`User name or account number.` });
const transferId = argument(text("ID"), { description: message`The transfer's id.` });

const customerWords = group(
  "Your account",
  or(
    command(
      "sign-up",
      object({
        action: constant("sign-up"),
        displayName: optional(option("--name", text("NAME"), {
          description: message`The name that payers see.`,
        })),
        staffCode: optional(option("--staff-code", text("CODE"), {
          description: message`One-time code that makes a staff member.`,
        })),
      }),
      { brief: message`Become a customer.` },
    ),
    command("log-in", object({ action: constant("log-in") }), {
      brief: message`Log in and stay logged in on this machine.`,
    }),
    command("log-out", object({ action: constant("log-out") }), {
      brief: message`End the session of this machine.`,
    }),
    command("account", object({ action: constant("account") }), {
      brief: message`Show number, holder, status and balances.`,
    }),
    command("balance", object({ action: constant("balance") }), {
      brief: message`Show booked, held and available money.`,
    }),
    command(
      "history",
      object({
        action: constant("history"),
        limit: withDefault(
          option("--limit", integer({ metavar: "N", min: 1, max: HISTORY_PAGE_MAX }), {
            description: message`Entries to show.`,
          }),
          20,
        ),
        after: optional(option("--after", text("CURSOR"), {
          description: message`Continue after this entry number (older entries).`,
        })),
      }),
      { brief: message`List entries, newest first, with the running balance.` },
    ),
    command(
      "change-password",
      object({
        action: constant("change-password"),
        newPasswordFile: optional(option("--new-password-file", text("FILE"), {
          description: message`Read the new password from this file.`,
        })),
      }),
      { brief: message`Change the password; ends all other sessions.` },
    ),
    command(
      "close-account",
      object({
        action: constant("close-account"),
        sweepTo: optional(option("--sweep-to", text("PAYEE"), {
          description: message`Who gets what is left.`,
        })),
        confirm: optional(option("--confirm", text("USER"), {
          description: message`Your user name, to show that you mean it.`,
        })),
      }),
      { brief: message`Close the account for ever and erase the profile.` },
    ),
  ),
);

const paymentWords = group(
  "Payments",
  or(
    command("payee", object({ action: constant("payee"), payee }), {
      brief: message`Look up who would be paid.`,
    }),
    command(
      "transfer",
      object({
        action: constant("transfer"),
        payee,
        amount,
        memo: memoOption,
        id: idOption,
        yes,
      }),
      {
        brief: message`Pay somebody.`,
        footer: message`Example: bank connect transfer maya 250.00 --memo "Rent" --yes`,
      },
    ),
    command("status", object({ action: constant("status"), id: transferId }), {
      brief: message`Did it go through?`,
    }),
  ),
);

const staffWords = group(
  "Staff",
  or(
    command(
      "cash-in",
      object({
        action: constant("cash-in"),
        account: argument(text("ACCOUNT"), { description: message`Account number.` }),
        amount,
        memo: memoOption,
        id: idOption,
      }),
      { brief: message`Credit cash that a customer brought.` },
    ),
    command(
      "cash-out",
      object({
        action: constant("cash-out"),
        account: argument(text("ACCOUNT"), { description: message`Account number.` }),
        amount,
        memo: memoOption,
        id: idOption,
      }),
      { brief: message`Pay cash out to a customer.` },
    ),
    command(
      "reverse",
      object({
        action: constant("reverse"),
        transferId,
        reason: option("--reason", text("TEXT"), {
          description: message`Why; both customers see it.`,
        }),
        id: idOption,
      }),
      { brief: message`Take a transfer back, once.` },
    ),
  ),
);

function connectWords(env: Environment) {
  return command(
    "connect",
    merge(
      object({ act: optional(or(customerWords, paymentWords, staffWords)) }),
      object("Connection", {
        command: constant("connect"),
        host: withDefault(
          option("--host", text("ADDRESS"), { description: message`Where the bank runs.` }),
          () => env.BANK_HOST ?? "127.0.0.1",
        ),
        port: withDefault(
          option("--port", port(), { description: message`Its port.` }),
          () => portOf(env),
        ),
        user: withDefault(
          option("--user", text("NAME"), {
            description: message`User name (BANK_USER, else the last one here).`,
          }),
          () => env.BANK_USER,
        ),
        fingerprint: withDefault(
          option("--fingerprint", text("HEX"), {
            description: message`The server's fingerprint, for the first contact.`,
          }),
          () => env.BANK_FINGERPRINT,
        ),
        passwordFile: withDefault(
          option("--password-file", text("FILE"), {
            description: message`Read the password from this file.`,
          }),
          () => env.BANK_PASSWORD_FILE,
        ),
        passwordStdin: no("--password-stdin", message`Read the password from standard input.`),
        profile: withDefault(
          option("--profile", text("DIR"), {
            description: message`Where this client keeps its files.`,
          }),
          () => env.BANK_PROFILE,
        ),
        json: no("--json", message`Print data as JSON; amounts are integer minor units.`),
      }),
    ),
    {
      brief: message`Bank from this machine: a menu, or one command.`,
      description:
        message`Connects to a bank. With a command it does that and ends; without one it shows a menu.`,
      footer:
        message`Exit codes: 0 done, 1 refused, 2 usage, 3 not logged in, 4 outcome unknown (safe to retry with the same id).`,
    },
  );
}

function portOf(env: Environment): number {
  const given = env.BANK_PORT;
  return given !== undefined && /^\d{1,5}$/.test(given) ? Number(given) : DEFAULT_PORT;
}

const demoWords = command("demo", object({ command: constant("demo") }), {
  brief: message`See a small bank at work, in a few seconds.`,
});

export function programWords(env: Environment) {
  return or(serveWords(env), connectWords(env), demoWords);
}

export type ProgramValue = InferValue<ReturnType<typeof programWords>>;
export type ServeValue = Extract<ProgramValue, { command: "serve" }>;
export type ConnectValue = Extract<ProgramValue, { command: "connect" }>;
export type Act = NonNullable<ConnectValue["act"]>;
export type ActOf<A extends Act["action"]> = Extract<Act, { action: A }>;
