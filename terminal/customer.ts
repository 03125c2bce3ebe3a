// A bank as seen from the client machine: trusts, connects, signs in, connects again after a cut. Used by the
// one-shot commands and the menu alike.
import { normalUserName, USER_NAME } from "../bank/credentials.ts";
import type { Currency } from "../bank/money.ts";
import { transferIdOf } from "../bank/transfer_id.ts";
import { type Client, ConnectionLost, RefusedError } from "../net/client/client.ts";
import type { Method } from "../api/fields.ts";
import { type MethodName, METHODS, type Params, type Result } from "../api/methods.ts";
import type { PinnedCertificate } from "../net/pinned_certificate.ts";
import type { NetAddress } from "../net/runtime.ts";
import { type BankLink, openLink } from "./bank_link.ts";
import { CLOCK_HELP, clockText } from "../console/clock_text.ts";
import { CommandError, EXIT, usageError } from "../console/exit.ts";
import { BankProfile, profileDirectory } from "./profile.ts";
import { Progress } from "../console/progress.ts";
import { throughFailOver } from "./retrying.ts";
import { readSecret, secretAt } from "./secret_file.ts";
import { line } from "../console/screen.ts";
import type { World } from "../console/world.ts";

export interface ConnectFlags {
  readonly host: string;
  readonly port: number;
  /** Other servers of the same bank. */
  readonly others?: readonly NetAddress[];
  readonly user: string | undefined;
  readonly fingerprint: string | undefined;
  readonly passwordFile: string | undefined;
  readonly passwordStdin: boolean;
  readonly ascii?: boolean;
  readonly code?: string | undefined;
  readonly profile: string | undefined;
  readonly json: boolean;
  /** The one command that is to be done. */
  readonly act?: { readonly action: string } | undefined;
}

/** Milliseconds by which clocks may differ without a word at sign-in. */
const SKEW_MS_TOLD = 5 * 60_000;

export type SignedIn = Result<"logIn">;

export class Customer {
  /** The session was begun for one command: nothing on this machine could go on with it. */
  passing = false;
  readonly world: World;
  readonly flags: ConnectFlags;
  readonly profile: BankProfile;
  readonly progress: Progress;
  #link: BankLink | null;
  #signedIn: SignedIn | null = null;
  #clockTold = false;
  #reconnecting: Promise<void> | null = null;
  #standardInput: Promise<string> | null = null;

  private constructor(
    base: Pick<Customer, "world" | "flags" | "profile" | "progress">,
    link: BankLink | null,
  ) {
    [this.world, this.flags] = [base.world, base.flags];
    [this.profile, this.progress] = [base.profile, base.progress];
    this.#link = link;
  }

  /** A UUID version 7 by the bank's clock: ours may be wrong. */
  newTransferId(): string {
    const { clock, random } = this.world.host;
    return transferIdOf(Math.max(0, clock() + this.#present.aheadMs), random(10));
  }

  static async open(
    world: World,
    flags: ConnectFlags,
    progress: Progress = new Progress(),
  ): Promise<Customer> {
    const directory = profileDirectory(flags.profile, world.env);
    const say = (text: string) => world.screen.say(text);
    const profile = new BankProfile(directory, flags.host, flags.port, { say });
    const base = { world, flags, profile, progress };
    // Which bank to trust is settled without one.
    return new Customer(base, flags.act?.action === "trust" ? null : await openLink(base));
  }

  get #present(): BankLink {
    if (!this.#link) throw new Error("There is no connection to a bank");
    return this.#link;
  }

  get currency(): Currency {
    return this.#present.hello.currency;
  }

  /** What was wrong with the bank's clock when this connection began, or null. */
  get clockFault(): Result<"hello">["clock"] | null {
    return this.#present.hello.clock ?? null;
  }

  get bankName(): string {
    return this.#present.hello.bank;
  }

  get who(): SignedIn | null {
    return this.#signedIn;
  }

  /** What the bank is known by. */
  get certificate(): PinnedCertificate {
    return this.#present.certificate;
  }

  /** Of the server that has answered. */
  get address(): NetAddress {
    return this.#present.address;
  }

  /** The present connection. */
  get client(): Client {
    return this.#present.client;
  }

  get userName(): string {
    // Another machine may have ended the session at any moment.
    if (!this.#signedIn) throw new CommandError(EXIT.notLoggedIn, "The session has ended.");
    return this.#signedIn.userName;
  }

  /** All of standard input, which can be read only once. */
  standardInput(): Promise<string> {
    return this.#standardInput ??= this.world.screen.readAll();
  }

  /** What changes nothing is asked again of the server that takes over, where a bank has several. */
  async call<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M>> {
    try {
      return await this.progress.call(this.client, method, params);
    } catch (error) {
      const { others = [], act } = this.flags;
      const harmless = (METHODS[method] as Method).reads === true || method === "resume";
      const lost = error instanceof ConnectionLost && others.length > 0;
      if (!lost || !act || !harmless) throw error;
      return await throughFailOver(this.world.host, others, async () => {
        if (this.client.lost) await this.reconnect();
        return await this.progress.call(this.client, method, params);
      });
    }
  }

  /** Keeps what proves the session; `store` also for later runs, where that can be written. */
  signedIn(result: SignedIn, { store }: { store: boolean }): void {
    this.#signedIn = result;
    this.#tellClock();
    if (!store) return;
    this.passing = !this.profile.keepSession(result.userName, result);
  }

  /** Once: times on the screen, and whether a session is still good, are told by the clock of this machine. */
  #tellClock(): void {
    const { aheadMs } = this.#present;
    // Which of the two is right is not known while the bank's own is in doubt.
    if (this.#clockTold || this.clockFault || Math.abs(aheadMs) <= SKEW_MS_TOLD) return;
    this.#clockTold = true;
    this.world.screen.say(`${clockText(aheadMs)} ${CLOCK_HELP}`);
  }

  signedOut(): void {
    if (this.#signedIn) this.profile.forgetSession(this.#signedIn.userName);
    this.#signedIn = null;
  }

  /** A new connection, signed in as before. Calls that come meanwhile wait for the same one. */
  reconnect(): Promise<void> {
    return this.#reconnecting ??= this.#reconnect().finally(() => this.#reconnecting = null);
  }

  async #reconnect(): Promise<void> {
    this.close();
    this.#link = await openLink(this);
    if (!this.#signedIn) return;
    const { sessionToken } = this.#signedIn;
    this.#signedIn = await this.progress.call(this.client, "resume", { sessionToken });
  }

  close(): void {
    this.#link?.client.close();
  }

  /** Ends a session that was begun for this command alone, then closes. */
  async leave(): Promise<void> {
    if (this.passing && this.who) await this.client.call("logOut", {}).catch(() => {});
    this.close();
  }
}

/** The user that a command without --user means: the last one who signed in here. */
function userNameOf({ flags, profile }: Customer): string | null {
  if (flags.user === undefined) return profile.lastUser();
  const userName = normalUserName(flags.user);
  if (USER_NAME.test(userName)) return userName;
  throw usageError(
    line`Cannot use user name "${flags.user}": expected 3 to 32 of a-z 0-9 . _ -, beginning with a letter`,
  );
}

/** Whether the flags bring a password along. */
export function bringsPassword({ flags, world }: Customer): boolean {
  return flags.passwordFile !== undefined || flags.passwordStdin ||
    Boolean(world.env.BANK_PASSWORD_FILE);
}

/** From the file or standard input that the flags name, or from the person. */
export async function passwordFor(customer: Customer, question = "Password: "): Promise<string> {
  const { world, flags } = customer;
  if (flags.passwordFile !== undefined && flags.passwordStdin) {
    throw usageError("Give either --password-file or --password-stdin, not both");
  }
  if (flags.passwordStdin) return await secretAt("standard input", () => customer.standardInput());
  const file = flags.passwordFile ?? (world.env.BANK_PASSWORD_FILE || undefined);
  if (file !== undefined) return await readSecret(file);
  if (!world.screen.interactive) {
    throw usageError(
      "Cannot ask for the password without a terminal: give --password-file FILE or --password-stdin",
    );
  }
  return await world.screen.ask(question, { hidden: true });
}

/** Whether this machine keeps a session, or is given what it takes to begin one. */
export function isKnownHere(customer: Customer): boolean {
  const userName = userNameOf(customer);
  const stored = userName !== null && customer.profile.session(userName) !== null;
  return customer.who !== null || stored || bringsPassword(customer);
}

/** Asks for the user name where the flags and the profile do not tell it. */
export async function requireUserName(customer: Customer): Promise<string> {
  const known = userNameOf(customer);
  if (known !== null) return known;
  const { screen } = customer.world;
  if (!screen.interactive) throw usageError("Cannot tell who you are: give --user NAME");
  return normalUserName(await screen.ask("User name: "));
}

/** Signs in: with the password that the flags bring, else with the stored session, else by asking. */
export async function requireSignIn(customer: Customer): Promise<void> {
  if (customer.who) return;
  const { world, profile } = customer;
  const userName = userNameOf(customer);
  if (userName !== null && !bringsPassword(customer)) {
    const stored = profile.session(userName);
    if (stored && await resumed(customer, userName, stored.sessionToken)) return;
  }
  if (!bringsPassword(customer) && !world.screen.interactive) {
    throw new CommandError(
      EXIT.notLoggedIn,
      "Not logged in: run `bank connect log-in`, or give --user NAME with --password-file FILE",
    );
  }
  const store = !bringsPassword(customer);
  await logIn(customer, { store });
  if (!store) customer.passing = true;
}

async function resumed(customer: Customer, userName: string, sessionToken: string) {
  try {
    customer.signedIn(await customer.call("resume", { sessionToken }), { store: false });
    return true;
  } catch (error) {
    if (!(error instanceof RefusedError) || error.refusal.code !== "session_expired") throw error;
    customer.profile.forgetSession(userName);
    return false;
  }
}

export async function logIn(customer: Customer, { store }: { store: boolean }): Promise<void> {
  const userName = await requireUserName(customer);
  const password = await passwordFor(customer);
  const device = customer.profile.device(customer.world.host.random);
  const about = { userName, password, device };
  customer.signedIn(await withCode(customer, about), { store });
}

/** The code is asked for when the bank wants one and none was given. */
async function withCode(customer: Customer, about: Params<"logIn">): Promise<Result<"logIn">> {
  const { flags: { code }, world: { screen } } = customer;
  try {
    return await customer.call("logIn", code === undefined ? about : { ...about, code });
  } catch (error) {
    const asked = error instanceof RefusedError && error.refusal.code === "second_factor_needed";
    if (!asked || !screen.interactive) throw error;
    return await customer.call("logIn", {
      ...about,
      code: await screen.ask("Code of your app: "),
    });
  }
}
