// One attack after the other, each on a bank of its own with honest people in it, and what came of each as a row of one table.
import type { Attack, Found, Siege } from "./attack.ts";
import { Besieged, type Held } from "./besieged.ts";
import * as crowds from "./crowds.ts";
import * as floods from "./floods.ts";
import type { Ground } from "./ground.ts";
import { type Counted, Honest, quantile } from "./honest.ts";
import * as tricks from "./tricks.ts";

export const ATTACKS: readonly Attack[] = [
  crowds.DESCRIPTORS_RUN_OUT,
  crowds.RAW_STRANGERS,
  crowds.HALF_HANDSHAKES,
  crowds.TLS_STRANGERS,
  floods.SLOW_READERS,
  floods.LIVE_MESSAGES,
  floods.LIVE_SOCKETS,
  floods.OWN_HASHES,
  floods.GUESSED_HASHES,
  floods.DOCUMENTS,
  crowds.SLOW_HEADS,
  crowds.SLOW_BODIES,
  tricks.TWO_MEANINGS,
  tricks.HEADS_OF_SPACES,
  floods.LONG_FRAMES,
  tricks.RESUMED_TOKENS,
  tricks.DATAGRAMS,
];

/** Milliseconds for which honest people are measured alone, and after which descriptors should be given back. */
const ALONE_MS = { short: 600, long: 4_000 };
export const AFTER_MS = 10_000;

/** Descriptors that honest people and the platform may have more at one moment than at another. */
export const DESCRIPTORS_MARGIN = 40;

export interface Row extends Found {
  readonly name: string;
  readonly lives: boolean;
  readonly before: Held;
  readonly most: Held;
  readonly after: Held;
  readonly honest: Counted;
  /** The last of what the bank said on standard error, and how it ended. */
  readonly lastWords: string;
}

export interface CampaignOptions {
  readonly ground: Ground;
  readonly short: boolean;
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** @throws when the bank does not even begin. */
export async function besiege(attack: Attack, { ground, short }: CampaignOptions): Promise<Row> {
  const pick = <T>(one: T, other: T) => short ? one : other;
  const { short: few = null, long: many = null } = attack.descriptors ?? {};
  const descriptors = pick(few, many) ?? undefined;
  await using bank = await Besieged.open({ ground, descriptors });
  const { payer, payee } = ground;
  using honest = await Honest.begin({ tcp: bank.tcp, http: bank.http, payer, payee });
  await pause(pick(ALONE_MS.short, ALONE_MS.long));
  bank.most();
  const before = bank.held();
  honest.phase("attacked");
  const hold = (shortMs: number, longMs: number) => holdOut(bank, pick(shortMs, longMs));
  const found = await struck(attack, { bank, short, pick, hold });
  honest.phase("after");
  const most = bank.most();
  if (short) await bank.calm(before.descriptors + DESCRIPTORS_MARGIN, AFTER_MS);
  else await pause(AFTER_MS);
  const [after, lives] = [bank.held(), bank.alive];
  const lastWords = await bank.lastWords();
  const seen = { name: attack.name, lives, before, most, after, lastWords };
  return { ...found, ...seen, honest: await honest.end() };
}

async function struck(attack: Attack, siege: Siege): Promise<Found> {
  try {
    return await attack.strike(siege);
  } catch (error) {
    return { says: "", wrong: [`the attack could not be made: ${(error as Error).message}`] };
  }
}

async function holdOut(bank: Besieged, ms: number): Promise<void> {
  const end = Date.now() + ms;
  while (bank.alive && Date.now() < end) await pause(50);
}

const COLUMNS = [
  ...["attack", "p50/p99 alone", "p50/p99 attacked", "others refused"],
  ...["RSS MiB before/most/after", "descriptors before/most/after", "found"],
] as const;

export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map((row) => {
    const { honest, before, most, after } = row;
    const three = (what: keyof Held) => `${before[what]} / ${most[what]} / ${after[what]}`;
    const wrong = row.wrong.length > 0 ? `; WRONG: ${row.wrong.join("; ")}` : "";
    return [
      row.name,
      latency(honest.alone?.latencies),
      latency(honest.attacked?.latencies),
      refusedWords(honest),
      three("rssMiB"),
      three("descriptors"),
      `${row.lives ? "" : `IT DIED: ${oneLine(row.lastWords)}; `}${row.says}${wrong}`,
    ];
  });
  const all = [[...COLUMNS], COLUMNS.map(() => "---"), ...lines];
  return all.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

const oneLine = (text: string) => text.replace(/\s*\n\s*/g, " ⏎ ").replaceAll("|", "\\|");

function latency(latencies: readonly number[] = []): string {
  const at = (part: number) => quantile(latencies, part).toFixed(1);
  return latencies.length === 0 ? "none served" : `${at(0.5)} / ${at(0.99)} ms`;
}

/** Over all phases: nobody honest is refused at any time. */
export function refusedOf(honest: Counted): string[] {
  return Object.values(honest).flatMap(({ refused }) => refused);
}

function refusedWords(honest: Counted): string {
  const all = Object.values(honest);
  const newcomers = all.reduce((sum, met) => sum + met.newcomers, 0);
  const asked = all.reduce((sum, met) => sum + met.latencies.length, 0);
  const refused = refusedOf(honest);
  const reasons = refused.length > 0 ? ` (${[...new Set(refused)].join(", ")})` : "";
  return `${refused.length} of ${asked} + ${newcomers}${reasons}`;
}
