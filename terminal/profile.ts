// What the client keeps on its own machine: per bank the pinned certificate, the last user, session tokens,
// the device's secret and the payments whose outcome is not known yet. Never a password. Mode 0700/0600.
import * as fs from "node:fs";
import { dirname, join } from "node:path";
import { homedir } from "node:os";
import * as z from "zod";
import { PastedError, textOfFile } from "../bank/pasted.ts";
import type { PinnedCertificate } from "../net/pinned_certificate.ts";
import { type NewsMark, NO_NEWS } from "../api/announcement_methods.ts";
import { HeadView } from "../api/answers.ts";
import { writeDurably } from "../store/private_files.ts";
import { CommandError, EXIT } from "../console/exit.ts";
import { reasonText } from "../console/reason_text.ts";
import type { Environment } from "../console/world.ts";

const StoredSession = z.object({ sessionToken: z.string(), sessionExpiresAtMs: z.number() });
export type StoredSession = z.infer<typeof StoredSession>;

const Intent = z.object({
  id: z.string(),
  to: z.string(),
  amountMinor: z.int(),
  memo: z.string(),
  /** What it is, where it is no payment: `cash in`, say. */
  what: z.string().optional(),
});
/** Something that moves money, written down before it was sent. */
export type Intent = z.infer<typeof Intent>;

export function profileDirectory(given: string | undefined, env: Environment): string {
  const named = given || env.BANK_PROFILE;
  if (named) return named;
  if (env.XDG_CONFIG_HOME) return join(env.XDG_CONFIG_HOME, "bank");
  const home = env.HOME ?? homedirOrNull();
  if (home) return join(home, ".config", "bank");
  throw new CommandError(
    EXIT.usage,
    "Cannot find a place for the client's files: there is no HOME; name a directory with --profile DIR",
  );
}

function homedirOrNull(): string | null {
  try {
    return homedir() || null;
  } catch {
    return null;
  }
}

/** The newest head that the bank has signed, and the losses that this machine has been told of. */
const Witness = HeadView.extend({ losses: z.array(z.string()).optional() });
export type Witness = z.infer<typeof Witness>;

/** Of another bank at the same address other things were told. */
const ANNOUNCED = "announced";

export interface ProfileOptions {
  readonly say?: (text: string) => void;
}

/** The part of the profile that belongs to one bank, by its address. */
export class BankProfile {
  readonly #path: string;
  readonly #say: (text: string) => void;
  #troubled = false;
  /** Also where it cannot be written. */
  #announced: NewsMark | null = null;

  /** @param say told once what cannot be kept here, where the program goes on without. */
  constructor(
    directory: string,
    hostname: string,
    port: number,
    { say = () => {} }: ProfileOptions = {},
  ) {
    this.#path = join(directory, "banks", `${encodeURIComponent(hostname)}_${port}`);
    this.#say = say;
  }

  get certPath(): string {
    return join(this.#path, "certificate.pem");
  }

  certPem(): string | null {
    return this.#read("certificate.pem");
  }

  pin({ pem }: PinnedCertificate): void {
    this.#write("certificate.pem", pem);
  }

  /** And all sessions with it. @returns whether there was one. */
  forgetCertificate(): boolean {
    const known = fs.existsSync(this.certPath);
    try {
      fs.rmSync(this.certPath, { force: true });
      fs.rmSync(join(this.#path, "sessions"), { recursive: true, force: true });
      fs.rmSync(join(this.#path, ANNOUNCED), { force: true });
    } catch (error) {
      throw this.trouble(error);
    }
    return known;
  }

  /** The newest head that the bank has signed for this machine. */
  witness(): Witness | null {
    const text = this.#read("witness.json");
    return text === null ? null : parse(text, Witness);
  }

  get witnessPath(): string {
    return join(this.#path, "witness.json");
  }

  keepWitness(witness: Witness): void {
    this.#ifPossible(() => this.#write("witness.json", JSON.stringify(witness)));
  }

  /** Heads that contradict each other, signed by the bank itself. */
  keepEvidence(heads: readonly HeadView[]): void {
    this.#ifPossible(() => this.#write("evidence.json", JSON.stringify(heads, null, 2)));
  }

  /** The newest announcement of the bank that was shown here. */
  announced(): NewsMark {
    const [, atMs, number] = /^(\d{1,15}) (\d{1,9})$/.exec(this.#read(ANNOUNCED)?.trim() ?? "") ??
      [];
    return this.#announced ??= number ? { atMs: Number(atMs), number: Number(number) } : NO_NEWS;
  }

  keepAnnounced({ atMs, number }: NewsMark): void {
    this.#announced = { atMs, number };
    this.#ifPossible(() => this.#write(ANNOUNCED, `${atMs} ${number}`));
  }

  lastUser(): string | null {
    return this.#read("last_user")?.trim() || null;
  }

  session(userName: string): StoredSession | null {
    const text = this.#read(join("sessions", encodeURIComponent(userName)));
    return text === null ? null : parse(text, StoredSession);
  }

  /** @returns whether later runs can go on with it. */
  keepSession(userName: string, { sessionToken, sessionExpiresAtMs }: StoredSession): boolean {
    const text = JSON.stringify({ sessionToken, sessionExpiresAtMs });
    return this.#ifPossible(() => {
      this.#write(join("sessions", encodeURIComponent(userName)), text);
      this.#write("last_user", userName);
    });
  }

  forgetSession(userName: string): void {
    this.#ifPossible(() => this.#remove(join("sessions", encodeURIComponent(userName))));
  }

  /** 64 hex digits that let the bank recognise this machine; made on first use. */
  device(random: (bytes: number) => Uint8Array): string {
    const known = this.#read("device")?.trim();
    if (known && /^[0-9a-f]{64}$/.test(known)) return known;
    const made = [...random(32)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    this.#write("device", made);
    return made;
  }

  /** Durable before it returns: the payment may be sent only afterwards. */
  writeIntent(userName: string, intent: Intent): void {
    this.#write(this.#intentName(userName, intent.id), JSON.stringify(intent));
  }

  /** What cannot be removed is settled once more at the next start: that changes nothing. */
  removeIntent(userName: string, id: string): void {
    this.#ifPossible(() => {
      this.#remove(this.#intentName(userName, id));
      this.#remove(this.#lockName(userName, id));
    });
  }

  intents(userName: string): Intent[] {
    const directory = join(this.#path, "pending", encodeURIComponent(userName));
    if (!fs.existsSync(directory)) return [];
    const names = namesIn(directory).filter((name) => name.endsWith(".json")).sort();
    return names.flatMap((name) => {
      const text = this.#read(join("pending", encodeURIComponent(userName), name));
      return (text === null ? null : parse(text, Intent)) ?? [];
    });
  }

  /** Held by the process that is sending the payment. */
  intentLock(userName: string, id: string): string {
    try {
      this.#makeDirectory(join("pending", encodeURIComponent(userName)));
    } catch (error) {
      throw this.trouble(error);
    }
    return join(this.#path, this.#lockName(userName, id));
  }

  /** In words, with what can be done about it. */
  trouble(error: unknown): CommandError {
    return error instanceof CommandError ? error : profileError(this.#path, error);
  }

  /** For what is good to have. @returns whether it was done. */
  #ifPossible(act: () => void): boolean {
    try {
      act();
      return true;
    } catch (error) {
      if (!this.#troubled) this.#say(`${this.trouble(error).message}.`);
      this.#troubled = true;
      return false;
    }
  }

  #lockName(userName: string, id: string): string {
    return join("pending", encodeURIComponent(userName), `${id}.lock`);
  }

  #intentName(userName: string, id: string): string {
    return join("pending", encodeURIComponent(userName), `${id}.json`);
  }

  #read(name: string): string | null {
    try {
      return textOfFile(fs.readFileSync(join(this.#path, name)));
    } catch (error) {
      // Of no use, as if it were empty: what needs it says so.
      if (error instanceof PastedError) return "";
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
      throw profileError(this.#path, error);
    }
  }

  #write(name: string, text: string): void {
    try {
      this.#makeDirectory(join(name, ".."));
      writeDurably(join(this.#path, name), text);
    } catch (error) {
      this.#discard(`${name}.new`);
      throw profileError(this.#path, error);
    }
  }

  /** Half of a file is of no use, and takes room. */
  #discard(name: string): void {
    try {
      this.#remove(name);
    } catch {
      // It is not there, or nothing can be changed here.
    }
  }

  #remove(name: string): void {
    fs.rmSync(join(this.#path, name), { force: true });
  }

  #makeDirectory(name: string): void {
    fs.mkdirSync(join(this.#path, name), { recursive: true, mode: 0o700 });
  }
}

function parse<T>(text: string, shape: z.ZodType<T>): T | null {
  try {
    return shape.parse(JSON.parse(text));
  } catch {
    return null;
  }
}

export function namesIn(directory: string): string[] {
  try {
    return fs.readdirSync(directory);
  } catch (error) {
    throw profileError(directory, error);
  }
}

function profileError(path: string, error: unknown): CommandError {
  return new CommandError(
    EXIT.refused,
    `Cannot use the client's files in ${path}: ${reasonText(causeOf(path, error))}; ` +
      "name another place with --profile DIR",
  );
}

/** Node says that there is no such file where a directory cannot be made: this is why. */
function causeOf(path: string, error: unknown): unknown {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") return error;
  let there = path;
  while (!fs.existsSync(there) && dirname(there) !== there) there = dirname(there);
  try {
    fs.accessSync(there, fs.constants.W_OK);
    return error;
  } catch (cause) {
    return cause;
  }
}
