// A customer as the simulation has them: a patient line to the bank and a mind moved by chance. Tells the model what it was told.
import { pause } from "../bank/host.ts";
import type { Giver } from "./giver.ts";
import { actGiving, type GivingRole, register } from "./giving_life.ts";
import { IdMaker } from "./id_maker.ts";
import { Violation } from "./model.ts";
import { actPayoutDesk, actPayouts } from "./payout_life.ts";
import { actNews } from "./news_life.ts";
import { actTills } from "./till_life.ts";
import { actStandingOrders } from "./standing_life.ts";
import { actRequests, type Asking } from "./request_life.ts";
import { PatientLine } from "./patient_line.ts";
import { rush, type Rusher } from "./rush.ts";
import { NEW_DEVICE_MINOR, robbed } from "./thief.ts";
import { clientRuntime } from "./virtual_network.ts";
import type { Town } from "./town.ts";

interface Paid {
  readonly id: string;
  readonly to: string;
  readonly amountMinor: number;
}

/** Chance that a customer is in a rush, once in their life. */
const RUSH = 0.02;

export class Citizen {
  /** The life has ended: everything asked has a certain answer. */
  done = false;
  readonly #town: Town;
  readonly #name: string;
  readonly #staffCode: string | undefined;
  readonly #role: GivingRole;
  readonly #runtime;
  readonly #line: PatientLine;
  readonly #ids: IdMaker;
  readonly #paid: Paid[] = [];

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
    this.#line = new PatientLine(town, name, staffCode);
    this.#ids = new IdMaker(town.chance);
  }

  /** Empty before the bank has given one. */
  get account(): string {
    return this.#line.account;
  }

  get name(): string {
    return this.#name;
  }

  async live(): Promise<void> {
    const { town } = this;
    try {
      await this.#line.open();
      town.accounts.push(this.account);
      if (this.#staffCode !== undefined) await this.#setTheRules();
      if (this.#role === "organisation") await register(this.#giver(), town.giving);
      const inRush = town.chance.happens(RUSH);
      if (inRush) await rush(town, this.#rusher());
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
      const client = await this.#line.open();
      await Promise.race([client.ended, pause(this.#runtime, 5_000)]);
    }
  }

  async #act(): Promise<void> {
    const { chance, booked } = this.#town;
    if (chance.happens(0.25)) return await actGiving(this.#giver(), this.#role, this.#town.giving);
    if (chance.happens(0.15)) return await actRequests(this.#asking());
    if (chance.happens(0.05)) return await actStandingOrders(this.#giver(), this.#town.accounts);
    if (chance.happens(this.#staffCode === undefined ? 0.05 : 0.2)) return await this.#payOut();
    if (this.#staffCode !== undefined && chance.happens(0.05)) return await actNews(this.#giver());
    if (this.#staffCode !== undefined && chance.happens(0.2)) {
      return await actTills(this.#giver(), this.#town.accounts);
    }
    const mood = chance.draw();
    if (mood < 0.6) return await this.#pay();
    if (mood < 0.68) return void await this.#line.ask("history", { limit: 1 + chance.whole(40) });
    if (mood < 0.76) return void await this.#line.ask("balance", {});
    if (mood < 0.86) return await this.#decideHold();
    if (mood < 0.87) {
      await this.#line.ask("freeze", {});
      await this.#line.ask("unfreeze", { password: this.#line.password });
      return;
    }
    if (mood < 0.9) return await robbed(this.#town, this.#runtime, this.#giver(), this.#name);
    if (mood < 0.91) return this.#line.hangUp();
    if (mood < 0.93 && this.#staffCode !== undefined) return await this.#audit();
    if (mood < 0.96 && this.#paid.length > 0) return await this.#payAgain();
    if (this.#staffCode !== undefined && chance.happens(0.3)) return await this.#setCredit();
    if (this.#staffCode !== undefined && booked.length > 0) {
      const id = this.#newId();
      const transferId = chance.one(booked);
      return void await this.#line.ask("reverse", { id, transferId, reason: "by chance" });
    }
    if (booked.length > 0) await this.#line.ask("transferStatus", { id: chance.one(booked) });
  }

  async #payOut(): Promise<void> {
    const { chance, giving } = this.#town;
    const desk = this.#staffCode !== undefined && chance.happens(0.8);
    await (desk ? actPayoutDesk : actPayouts)(this.#giver(), giving);
  }

  #giver(): Giver {
    return {
      account: this.account,
      chance: this.#town.chance,
      password: this.#line.password,
      now: () => this.#runtime.clock(),
      newId: () => this.#newId(),
      changePassword: () => this.#line.changePassword(),
      readAlerts: () => this.#readAlerts(),
      lookAtAlerts: () => this.#lookAtAlerts(),
      ask: (method, params) => this.#line.ask(method, params),
    };
  }

  #asking(): Asking {
    const { accounts, model } = this.#town;
    return { giver: this.#giver(), accounts, told: (told) => model.told(told) };
  }

  #rusher(): Rusher {
    return {
      account: this.account,
      now: () => this.#runtime.clock(),
      pay: (payment) => this.#payThis(payment),
      askAbout: (id) => this.#line.ask("transferStatus", { id }),
    };
  }

  async #pay(): Promise<void> {
    const { chance, accounts } = this.#town;
    const to = chance.one(accounts);
    const amountMinor = 1 + chance.whole(chance.happens(0.1) ? 200_000 : 20_000);
    await this.#payThis({ id: this.#newId(), to, amountMinor });
  }

  async #payThis({ id, to, amountMinor }: Paid): Promise<void> {
    const { model, booked } = this.#town;
    const told = { id, from: this.account, to, amountMinor };
    const answer = await this.#line.ask("transfer", { id, to, amountMinor });
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
    const answer = await this.#line.ask("transfer", { id, to, amountMinor: amountMinor + other });
    const refused = typeof answer === "string";
    if (refused !== (other === 1) || (refused && answer !== "id_reused")) {
      throw new Violation(`${this.#name}: ${id} again was ${refused ? answer : answer.status}`);
    }
  }

  async #decideHold(): Promise<void> {
    const holds = await this.#line.ask("holds", {});
    if (typeof holds === "string" || holds.holds.length === 0) return;
    const { id } = this.#town.chance.one(holds.holds);
    if (this.#town.chance.happens(0.5)) {
      this.#town.model.thefts.confirming(id);
      await this.#line.ask("confirmHold", { id, password: this.#line.password });
    } else await this.#line.ask("cancelHold", { id });
  }

  async #readAlerts(): Promise<void> {
    const { model } = this.#town;
    const shown = { ...model.shownTo(this.#name) };
    model.thefts.reading(this.#name, shown);
    await this.#line.ask("alertsRead", shown);
  }

  async #lookAtAlerts(): Promise<void> {
    const told = await this.#line.ask("alertsPosition", {});
    if (typeof told === "string") return;
    const { readEntry: entry, readNotice: notice } = told;
    this.#town.model.thefts.wasTold(this.#name, { entry, notice });
  }

  /** Many payments are held, so that there is something to decide. */
  async #setTheRules(): Promise<void> {
    const policy = {
      newPayeeMinor: 100_000,
      unusualMinor: 1,
      unusualFactor: 3,
      newDeviceMinor: NEW_DEVICE_MINOR,
      holdReasons: 1,
      payoutAccountHours: 0,
      creditMinor: 20_000,
    };
    await this.#line.ask("setPolicy", { password: this.#line.password, policy });
  }

  /** Higher, lower or that of all, whatever is used of it. */
  async #setCredit(): Promise<void> {
    const { chance, accounts } = this.#town;
    const creditMinor = chance.happens(0.3) ? null : chance.whole(60_000);
    const about = { account: chance.one(accounts), creditMinor, reason: "by chance" };
    await this.#line.ask("setCredit", { password: this.#line.password, ...about });
  }

  /** Nothing is wrong, so nothing may be found wrong. */
  async #audit(): Promise<void> {
    const report = await this.#line.ask("audit", { deep: this.#town.chance.happens(0.5) });
    if (typeof report === "string" || report.problems.length === 0) return;
    throw new Violation(`An audit cries wolf: ${report.problems[0]}`);
  }

  #newId(): string {
    return this.#ids.next(this.#runtime.clock());
  }
}
