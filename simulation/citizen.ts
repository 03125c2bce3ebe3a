// A customer as the simulation has them: the product's own client and alert listener, a mind moved by chance, and the
// patience to ask again after every cut until the bank has given a certain answer. Tells the model what it was told.
import { pause } from "../bank/host.ts";
import { AlertListener } from "../net/client/alert_listener.ts";
import { Client, RefusedError } from "../net/client/client.ts";
import { RemoteError } from "../api/message.ts";
import type { MethodName, Params, Result } from "../api/methods.ts";
import type { AlertView } from "../api/answers.ts";
import { actGiving, type Giver, type GivingRole, register } from "./giving_life.ts";
import { IdMaker } from "./id_maker.ts";
import { Violation } from "./model.ts";
import { robbed } from "./thief.ts";
import { clientRuntime, SERVER } from "./virtual_network.ts";
import type { Town } from "./town.ts";

const PASSWORD = "a simulated secret";

const NOT_SIGNED_IN: ReadonlySet<string> = new Set(["not_logged_in", "session_expired"]);

export class Citizen {
  account = "";
  /** The life has ended: everything asked has a certain answer. */
  done = false;
  readonly #town: Town;
  readonly #name: string;
  readonly #staffCode: string | undefined;
  readonly #role: GivingRole;
  readonly #runtime;
  #client: Client | null = null;
  #listener: AlertListener | null = null;
  #token: string | null = null;
  readonly #ids: IdMaker;
  #signedUp = false;
  readonly #paid: { readonly id: string; readonly to: string; readonly amountMinor: number }[] = [];

  constructor(
    town: Town,
    name: string,
    { staffCode, role = "donor" }: {
      readonly staffCode?: string | undefined;
      readonly role?: GivingRole;
    },
  ) {
    this.#town = town;
    this.#name = name;
    this.#staffCode = staffCode;
    this.#role = role;
    this.#runtime = clientRuntime(town.network);
    this.#ids = new IdMaker(town.chance);
  }

  get name(): string {
    return this.#name;
  }

  async live(): Promise<void> {
    const { town } = this;
    try {
      await this.#persist(() => Promise.resolve());
      town.accounts.push(this.account);
      if (this.#staffCode !== undefined) await this.#setTheRules();
      if (this.#role === "organisation") await register(this.#giver(), town.giving);
      while (!town.over) {
        await pause(this.#runtime, town.chance.whole(400));
        if (!town.over) await this.#act();
      }
      this.done = true;
    } catch (error) {
      town.failure ??= error;
    }
  }

  get town(): Town {
    return this.#town;
  }

  /** Connected and listening until everything has been shown. */
  async settle(shown: () => boolean): Promise<void> {
    while (!shown()) {
      const client = await this.#persist((client) => Promise.resolve(client));
      await Promise.race([client.ended, pause(this.#runtime, 5_000)]);
    }
  }

  async #act(): Promise<void> {
    const { chance, booked } = this.#town;
    if (chance.happens(0.25)) return await actGiving(this.#giver(), this.#role, this.#town.giving);
    const mood = chance.draw();
    if (mood < 0.6) return await this.#pay();
    if (mood < 0.68) return void await this.#ask("history", { limit: 1 + chance.whole(40) });
    if (mood < 0.76) return void await this.#ask("balance", {});
    if (mood < 0.86) return await this.#decideHold();
    if (mood < 0.89) {
      await this.#ask("freeze", {});
      await this.#ask("unfreeze", { password: PASSWORD });
      return;
    }
    if (mood < 0.9) return await robbed(this.#town, this.#runtime, this.#giver(), this.#name);
    if (mood < 0.91) return this.#client?.close();
    if (mood < 0.92 && this.#staffCode !== undefined) return await this.#audit();
    if (mood < 0.96 && this.#paid.length > 0) return await this.#payAgain();
    if (this.#staffCode !== undefined && booked.length > 0) {
      const id = this.#newId();
      const transferId = chance.one(booked);
      return void await this.#ask("reverse", { id, transferId, reason: "by chance" });
    }
    if (booked.length > 0) await this.#ask("transferStatus", { id: chance.one(booked) });
  }

  #giver(): Giver {
    return {
      account: this.account,
      chance: this.#town.chance,
      password: PASSWORD,
      now: () => this.#runtime.clock(),
      newId: () => this.#newId(),
      ask: (method, params) => this.#ask(method, params),
    };
  }

  async #pay(): Promise<void> {
    const { chance, accounts, model, booked } = this.#town;
    const to = chance.one(accounts);
    const amountMinor = 1 + chance.whole(chance.happens(0.1) ? 200_000 : 20_000);
    const id = this.#newId();
    const told = { id, from: this.account, to, amountMinor };
    const answer = await this.#ask("transfer", { id, to, amountMinor });
    const outcome = typeof answer === "string" ? answer : answer.status;
    model.told({ ...told, outcome });
    if (outcome === "booked") booked.push(id);
    if (typeof answer !== "string") this.#paid.push({ id, to, amountMinor });
  }

  /** An old request again: the same answer; with another amount: never. */
  async #payAgain(): Promise<void> {
    const { chance } = this.#town;
    const { id, to, amountMinor } = chance.one(this.#paid);
    const other = chance.happens(0.5) ? 0 : 1;
    const answer = await this.#ask("transfer", { id, to, amountMinor: amountMinor + other });
    const refused = typeof answer === "string";
    if (refused !== (other === 1) || (refused && answer !== "id_reused")) {
      throw new Violation(`${this.#name}: ${id} again was ${refused ? answer : answer.status}`);
    }
  }

  async #decideHold(): Promise<void> {
    const holds = await this.#ask("holds", {});
    if (typeof holds === "string" || holds.holds.length === 0) return;
    const { id } = this.#town.chance.one(holds.holds);
    if (this.#town.chance.happens(0.5)) await this.#ask("confirmHold", { id, password: PASSWORD });
    else await this.#ask("cancelHold", { id });
  }

  /** Many payments are held, so that there is something to decide. */
  async #setTheRules(): Promise<void> {
    const policy = { newPayeeMinor: 100_000, unusualMinor: 1, unusualFactor: 3, holdReasons: 1 };
    await this.#ask("setPolicy", { password: PASSWORD, policy });
  }

  /** @returns the result, or the code of a refusal that asking again would not change. */
  async #ask<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M> | string> {
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
        await pause(this.#runtime, 50 + this.#town.chance.whole(500));
      }
    }
  }

  /** Nothing is wrong, so nothing may be found wrong. */
  async #audit(): Promise<void> {
    const report = await this.#ask("audit", { deep: this.#town.chance.happens(0.5) });
    if (typeof report === "string" || report.problems.length === 0) return;
    throw new Violation(`An audit cries wolf: ${report.problems[0]}`);
  }

  /** Now and then staff say that the machine is right, without having looked. */
  async #confirmClock(): Promise<void> {
    if (!this.#town.chance.happens(0.2)) return;
    const client = this.#client;
    const { systemMs } = (await client?.call("hello", {}))?.clock ?? {};
    if (systemMs) await client?.call("confirmClock", { password: PASSWORD, systemMs });
  }

  async #connected(): Promise<Client> {
    if (this.#client) return this.#client;
    const { certificate } = this.#town;
    const client = await Client.connect({ ...SERVER, runtime: this.#runtime, certificate });
    try {
      await this.#signIn(client);
      const { model } = this.#town;
      this.#listener = await AlertListener.open({
        client,
        runtime: this.#runtime,
        address: SERVER,
        from: model.shownTo(this.#name),
        onAlerts: (alerts) => this.#show(alerts),
        onPath: () => {},
      });
    } catch (error) {
      client.close();
      throw error;
    }
    void client.ended.then(() => this.#client === client && this.#forgetConnection());
    return this.#client = client;
  }

  #show(alerts: readonly AlertView[]): void {
    try {
      for (const alert of alerts) this.#town.model.shown(this.#name, alert);
    } catch (error) {
      this.#town.failure ??= error;
    }
  }

  async #signIn(client: Client): Promise<void> {
    const userName = this.#name;
    const password = PASSWORD;
    if (this.#token !== null) {
      await client.call("resume", { sessionToken: this.#token });
      return;
    }
    let answer: Result<"logIn">;
    if (!this.#signedUp) {
      const staffCode = this.#staffCode === undefined ? {} : { staffCode: this.#staffCode };
      answer = await client.call("logIn", { userName, password }).catch((error) => {
        const unknown = error instanceof RefusedError && error.refusal.code === "wrong_credentials";
        if (!unknown) throw error;
        return client.call("signUp", { userName, password, ...staffCode });
      });
    } else answer = await client.call("logIn", { userName, password });
    this.#signedUp = true;
    this.#token = answer.sessionToken;
    this.account = answer.account;
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

  #newId(): string {
    return this.#ids.next(this.#runtime.clock());
  }
}
