// A customer's line to the bank: the product's own client and alert listener, and the patience to ask again after every cut until
// the bank has given a certain answer.
import { Buffer } from "node:buffer";
import { pause } from "../bank/host.ts";
import type { RefusalCode } from "../bank/refusal.ts";
import { AlertListener } from "../net/client/alert_listener.ts";
import { Client, RefusedError } from "../net/client/client.ts";
import { RemoteError } from "../api/message.ts";
import type { MethodName, Params, Result } from "../api/methods.ts";
import type { AnnouncementView } from "../api/announcement_methods.ts";
import type { AlertView } from "../api/answers.ts";
import { PATIENCE_MS_MIN, Violation } from "./model.ts";
import type { Town } from "./town.ts";
import { clientRuntime, SERVER } from "./virtual_network.ts";

/** A customer has one of them, and then the other. */
const PASSWORDS = ["a simulated secret", "another simulated secret"] as const;

function isRefused(error: unknown, code: RefusalCode): boolean {
  return error instanceof RefusedError && error.refusal.code === code;
}

const NOT_SIGNED_IN: ReadonlySet<string> = new Set(["not_logged_in", "session_expired"]);

export class PatientLine {
  account = "";
  readonly #town: Town;
  readonly #name: string;
  readonly #staffCode: string | undefined;
  readonly #runtime;
  /** The machine's own secret: the bank knows it from the sign-up on. */
  readonly #device: string;
  #client: Client | null = null;
  #connecting: Promise<Client> | null = null;
  #listener: AlertListener | null = null;
  #token: string | null = null;
  #signedUp = false;
  #password: string = PASSWORDS[0];

  constructor(town: Town, name: string, staffCode: string | undefined) {
    this.#town = town;
    this.#name = name;
    this.#staffCode = staffCode;
    this.#runtime = clientRuntime(town.network);
    this.#device = Buffer.from(town.chance.bytes(32)).toString("hex");
  }

  get password(): string {
    return this.#password;
  }

  /** A line that is open, as soon as there is one. */
  open(): Promise<Client> {
    return this.#persist((client) => Promise.resolve(client));
  }

  hangUp(): void {
    this.#client?.close();
  }

  /** @returns whether it is certain that it is another one now, and that all other sessions have ended. */
  async changePassword(): Promise<boolean> {
    const [password, newPassword] = [this.#password, this.#other];
    const answer = await this.ask("changePassword", { password, newPassword });
    if (typeof answer === "string") return false;
    this.#password = newPassword;
    this.#token = answer.sessionToken;
    return true;
  }

  get #other(): string {
    return PASSWORDS.find((each) => each !== this.#password)!;
  }

  /** @returns the result, or the code of a refusal that asking again would not change. */
  async ask<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M> | string> {
    try {
      return await this.#persist((client) => client.call(method, params));
    } catch (error) {
      if (error instanceof RefusedError) return error.refusal.code;
      throw error;
    }
  }

  /** Until there is a certain answer, through cuts, crashes and full disks. */
  async #persist<T>(act: (client: Client) => Promise<T>): Promise<T> {
    while (true) {
      try {
        return await act(await this.#connected());
      } catch (error) {
        if (error instanceof Violation) throw error;
        if (error instanceof RemoteError) throw new Violation(`${this.#name}: ${error.message}`);
        if (error instanceof RefusedError) {
          const { code } = error.refusal;
          if (NOT_SIGNED_IN.has(code)) this.#forget();
          else if (!error.refusal.retryable) throw error;
          else if (code === "clock_wrong" && this.#staffCode !== undefined) {
            this.#confirmClock().catch(() => {});
          }
        }
        if (!(error instanceof RefusedError)) this.#forgetConnection();
        await pause(this.#runtime, PATIENCE_MS_MIN + this.#town.chance.whole(500));
      }
    }
  }

  /** Now and then staff say that the machine is right, without having looked. */
  async #confirmClock(): Promise<void> {
    if (!this.#town.chance.happens(0.2)) return;
    const client = this.#client;
    const { systemMs } = (await client?.call("hello", {}))?.clock ?? {};
    if (systemMs) await client?.call("confirmClock", { password: this.#password, systemMs });
  }

  /** One at a time: many requests may find out at once that there is no connection. */
  async #connected(): Promise<Client> {
    if (this.#client) return this.#client;
    return await (this.#connecting ??= this.#connect().finally(() => this.#connecting = null));
  }

  async #connect(): Promise<Client> {
    const { certificate } = this.#town;
    const client = await Client.connect({ ...SERVER, runtime: this.#runtime, certificate });
    try {
      await client.hello("town");
      await this.#signIn(client);
      const { model } = this.#town;
      this.#listener = await AlertListener.open({
        client,
        runtime: this.#runtime,
        address: SERVER,
        from: model.shownTo(this.#name),
        onAlerts: (alerts) => this.#show(alerts),
        news: {
          shown: model.news.shownTo(this.#name),
          onNews: (one) => this.#show([], one),
        },
        onPath: () => {},
      });
    } catch (error) {
      client.close();
      throw error;
    }
    void client.ended.then(() => this.#client === client && this.#forgetConnection());
    return this.#client = client;
  }

  #show(alerts: readonly AlertView[], news?: AnnouncementView): void {
    const { model } = this.#town;
    try {
      for (const alert of alerts) model.shown(this.#name, alert);
      if (news) model.news.show(this.#name, news);
    } catch (error) {
      this.#town.failure ??= error;
    }
  }

  async #signIn(client: Client): Promise<void> {
    const userName = this.#name;
    if (this.#token !== null) {
      await client.call("resume", { sessionToken: this.#token });
      return;
    }
    const answer = await this.#logIn(client).catch((error) => {
      if (!isRefused(error, "wrong_credentials")) throw error;
      if (this.#signedUp) {
        // The answer to the request that changed it was lost.
        this.#password = this.#other;
        return this.#logIn(client);
      }
      const staffCode = this.#staffCode === undefined ? {} : { staffCode: this.#staffCode };
      const about = { userName, password: this.#password, device: this.#device };
      return client.call("signUp", { ...about, ...staffCode }).catch((refused) => {
        // An earlier try, whose answer was lost, was still under way when the log-in was refused.
        if (isRefused(refused, "user_name_taken")) return this.#logIn(client);
        throw refused;
      });
    });
    this.#signedUp = true;
    this.#token = answer.sessionToken;
    this.account = answer.account;
  }

  #logIn(client: Client): Promise<Result<"logIn">> {
    const [userName, password, device] = [this.#name, this.#password, this.#device];
    return client.call("logIn", { userName, password, device });
  }

  #forget(): void {
    this.#token = null;
    this.#forgetConnection();
  }

  #forgetConnection(): void {
    this.#listener?.close();
    this.#client?.close();
    this.#listener = null;
    this.#client = null;
  }
}
