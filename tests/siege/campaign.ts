// One attack after the other, each on a bank of its own with honest people in it, and what came of each as a row of one table.
import { type Attack, type Found, later, type Siege } from "./attack.ts";
import { Besieged, type Held } from "./besieged.ts";
import * as bursts from "./bursts.ts";
import * as crowds from "./crowds.ts";
import * as floods from "./floods.ts";
import type { Ground } from "./ground.ts";
import { type Counted, Honest, type Met, quantile } from "./honest.ts";
import * as tricks from "./tricks.ts";

/** What the measuring itself finds. */
const NOTHING: Attack = {
  name: "nothing",
  async strike(siege) {
    await siege.hold(1_000);
    return { says: "nobody came", wrong: [] };
  },
};

export const ATTACKS: readonly Attack[] = [
  NOTHING,
  crowds.DESCRIPTORS_RUN_OUT,
  crowds.RAW_STRANGERS,
  crowds.HALF_HANDSHAKES,
  crowds.TLS_STRANGERS,
  bursts.MANY_SOURCES,
  bursts.SIGN_IN_BURST,
  bursts.LOOK_UPS,
  bursts.UNFINISHED_DOCUMENTS,
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
  tricks.HEAD_FLOODS,
  floods.LONG_FRAMES,
  tricks.RESUMED_TOKENS,
  tricks.DATAGRAMS,
];

/** Milliseconds for which honest people are measured alone, and after which everything should have been given back. */
const ALONE_MS = { short: 600, long: 10_000 };
const AFTER_MS = 10_000;

/** By how much others may be slower, and what may be left of the memory. */
const SLOWER_MAX = 3;
const RSS_LEFT_MAX = 0.1;

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
  /** Of each attack; null for the short form. */
  readonly seconds: number | null;
}

/** @throws when the bank does not even begin. */
export async function besiege(attack: Attack, { ground, seconds }: CampaignOptions): Promise<Row> {
  const short = seconds === null;
  const pick = <T>(one: T, other: T) => short ? one : other;
  const { short: few = null, long: many = null } = attack.descriptors ?? {};
  const descriptors = pick(few, many) ?? undefined;
  await using bank = await Besieged.open({ ground, descriptors });
  const { payer, payee, officer } = ground;
  using honest = await Honest.begin({ tcp: bank.tcp, http: bank.http, payer, payee, officer });
  await later(pick(ALONE_MS.short, ALONE_MS.long));
  bank.most();
  const before = bank.held();
  await honest.phase("attacked");
  const found = await struck(attack, { bank, seconds, pick, ...lasting(bank, seconds) });
  await honest.phase("after");
  const most = bank.most();
  if (short) await bank.calm(before.descriptors + DESCRIPTORS_MARGIN, AFTER_MS);
  else await later(AFTER_MS);
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

/** The time begins when everything has been prepared. */
function lasting(bank: Besieged, seconds: number | null): Pick<Siege, "hold" | "again"> {
  let begun: number | null = null;
  const endOf = () => seconds === null ? null : (begun ??= Date.now()) + seconds * 1_000;
  return {
    async hold(shortMs) {
      const until = endOf() ?? Date.now() + shortMs;
      while (bank.alive && Date.now() < until) await later(50);
    },
    async again(times, act) {
      const end = endOf();
      for (let n = 0; bank.alive && (end === null ? n < times : Date.now() < end); n++) await act();
    },
  };
}

const COLUMNS = [
  "attack",
  "p50/p99 alone",
  "p50/p99 attacked",
  "others refused",
  "RSS MiB before/most/after",
  "descriptors before/most/after",
  "misses",
  "found",
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
      missesOf(row).join(", ") || "–",
      `${row.lives ? "" : `IT DIED: ${oneLine(row.lastWords)}; `}${row.says}${wrong}`,
    ];
  });
  const all = [[...COLUMNS], COLUMNS.map(() => "---"), ...lines];
  return all.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

/** Bars of `docs/security.md` that are about time and memory, which a busy machine may miss. */
function missesOf({ honest, before, after }: Row): string[] {
  const p99 = ({ latencies }: Met) => quantile(latencies, 0.99);
  const slower = honest.alone && honest.attacked
    ? p99(honest.attacked) / p99(honest.alone)
    : Infinity;
  const left = after.rssMiB / before.rssMiB - 1;
  const kept = after.descriptors - before.descriptors;
  return [
    ...(slower > SLOWER_MAX ? [`p99 × ${slower.toFixed(1)}`] : []),
    ...(left > RSS_LEFT_MAX ? [`RSS + ${(left * 100).toFixed(0)} %`] : []),
    ...(kept > DESCRIPTORS_MARGIN ? [`${kept} descriptors kept`] : []),
  ];
}

const oneLine = (text: string) => text.replace(/\s*\n\s*/g, " ⏎ ").replaceAll("|", "\\|");

function latency(latencies: readonly number[] = []): string {
  const at = (part: number) => quantile(latencies, part).toFixed(1);
  return latencies.length === 0 ? "none served" : `${at(0.5)} / ${at(0.99)} ms`;
}

/** Over all phases: no honest customer is refused at any time. */
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
