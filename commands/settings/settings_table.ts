// The one table of what `bank serve` can be told. Its options, the names in the environment, bank.toml with its checks, the example
// file, the help and what a reload takes up all come from here.
import { BANK_KINDS } from "../../bank/bank_kind.ts";
import { REQUESTS_PER_MINUTE, SIGN_UPS_PER_MINUTE } from "../../api/limits.ts";
import { DEFAULT_HTTP_PORT, DEFAULT_PORT } from "../../api/ports.ts";
import * as kinds from "./kinds.ts";
import type { Kind } from "./kinds.ts";

interface About {
  /** What it is for, as help, manual and example say it. */
  readonly words: string;
  /** As it could stand in the file. */
  readonly example: string;
  /** What counts where nothing is said; where it is absent, that depends on more than this table. */
  readonly fallback?: readonly string[];
  /** A reload takes it up; everything else needs a restart. */
  readonly live?: true;
  /** Its texts may carry passwords, which are not shown. */
  readonly secret?: true;
}

export type Setting<T> = About & { readonly kind: Kind<T> };

const setting = <T, const A extends About>(kind: Kind<T>, about: A): A & { kind: Kind<T> } => ({
  ...about,
  kind,
});

/** By the name of the option without its dashes, which is the key in the file. */
export const SETTINGS = {
  "data": setting(kinds.directory, {
    words: "Data directory (the state directory of the user or service unless given).",
    example: '"/var/lib/bank"',
  }),
  "store": setting(kinds.store, {
    words:
      "Keep the journal in PostgreSQL: postgres://USER@HOST/DATABASE; fixed at the first start.",
    example: '"postgres://bank@db.example/bank"',
  }),
  "store-ca": setting(kinds.file, {
    words: "PEM of who has issued the certificate of the store; no other is believed.",
    example: '"/etc/bank/store-ca.pem"',
  }),
  "store-secret": setting(kinds.file, {
    words: "A file with the password of the store (PGPASSWORD).",
    example: '"/etc/bank/store-password"',
  }),
  "standby": setting(kinds.yesOrNo, {
    words:
      "While another server has the bank in PostgreSQL, follow it, and take its place when it is gone.",
    example: "true",
    fallback: ["false"],
  }),
  "host": setting(kinds.address, {
    words: "Address to listen on (0.0.0.0, which is all of them).",
    example: '"192.168.56.10"',
    fallback: ["0.0.0.0"],
  }),
  "port": setting(kinds.whole("PORT", 0, 65_535), {
    words: `TCP and UDP port; 0 picks a free one (${DEFAULT_PORT}).`,
    example: String(DEFAULT_PORT),
    fallback: [String(DEFAULT_PORT)],
  }),
  "http": setting(kinds.face("PORT|off", DEFAULT_HTTP_PORT), {
    words: `Web face: PORT or ADDRESS:PORT, or off (127.0.0.1:${DEFAULT_HTTP_PORT}).`,
    example: `"127.0.0.1:${DEFAULT_HTTP_PORT}"`,
  }),
  "trusted-proxy": setting(kinds.proxies, {
    words: "A proxy, or a range of them, whose X-Forwarded-For is believed.",
    example: '["127.0.0.1", "10.0.0.0/8"]',
    fallback: [],
    live: true,
  }),
  "purge": setting(kinds.edges, {
    words: "Tell an edge what has changed: varnish=URL or webhook=URL.",
    example: '["varnish=http://127.0.0.1:6081/"]',
    fallback: [],
    live: true,
    secret: true,
  }),
  "metrics": setting(kinds.face("[ADDRESS:]PORT", 9480), {
    words: "Figures for Prometheus, /healthz and /readyz here (off).",
    example: '"127.0.0.1:9480"',
    fallback: ["off"],
  }),
  "site": setting(kinds.site, {
    words:
      "The site's address in the world, e.g. https://give.example: for search engines and receipts.",
    example: '"https://give.example"',
    live: true,
  }),
  "contact": setting(kinds.contact, {
    words: "Whom to tell of a hole in the site (security.txt): mail address or URI.",
    example: '"safe@give.example"',
    live: true,
  }),
  "requests-per-minute": setting(kinds.whole("N", 60, 1_000_000), {
    words: `Requests over HTTP from one address in a minute (${REQUESTS_PER_MINUTE}).`,
    example: String(REQUESTS_PER_MINUTE),
    fallback: [String(REQUESTS_PER_MINUTE)],
    live: true,
  }),
  "sign-ups-per-minute": setting(kinds.whole("N", 0, 100_000), {
    words: `New customers from one address in a minute; 0 takes none (${SIGN_UPS_PER_MINUTE}).`,
    example: String(SIGN_UPS_PER_MINUTE),
    fallback: [String(SIGN_UPS_PER_MINUTE)],
    live: true,
  }),
  "webhooks": setting(kinds.choice("WHERE", ["off", "public", "anywhere"]), {
    words:
      "Send events to programs: public addresses only, or anywhere, also in this network (off).",
    example: '"public"',
    fallback: ["off"],
  }),
  "webhook-authority": setting(kinds.file, {
    words: "PEM file of an authority that is believed besides, for webhooks to one's own servers.",
    example: '"/etc/bank/authority.pem"',
  }),
  "name": setting(kinds.bankName, {
    words: "Name of the bank, fixed at its first start.",
    example: '"Village Bank"',
  }),
  "currency": setting(kinds.currency, {
    words: "ISO 4217 code, fixed at the first start (INR unless given).",
    example: '"INR"',
  }),
  "kind": setting(kinds.choice("KIND", BANK_KINDS), {
    words:
      "money, or mutual: no money comes in from outside, accounts go below zero instead; fixed at the first start (money).",
    example: '"mutual"',
  }),
  "credit": setting(kinds.amount, {
    words: "Of a mutual bank, at its first start: how far below zero every account may go (1000).",
    example: '"1000"',
  }),
  "time-zone": setting(kinds.timeZone, {
    words: "In which days are counted, e.g. Asia/Kolkata (the server's unless given).",
    example: '"Asia/Kolkata"',
  }),
  "welcome": setting(kinds.amount, {
    words: "Credit every new customer with this amount (for simulations).",
    example: '"100.00"',
  }),
  "log-format": setting(kinds.choice("FORM", ["text", "json"]), {
    words: "Lines of the log as text or as JSON objects (text).",
    example: '"json"',
    fallback: ["text"],
    live: true,
  }),
  "log-level": setting(kinds.levels, {
    words: "debug, info, warn or error; of parts: tcp=debug,web=warn (info).",
    example: '"warn,tcp=debug"',
    fallback: ["info"],
    live: true,
  }),
  "json": setting(kinds.yesOrNo, {
    words: "Print one JSON line per event instead of text.",
    example: "true",
    fallback: ["false"],
  }),
} as const;

export type SettingKey = keyof typeof SETTINGS;

export const KEYS = Object.keys(SETTINGS) as SettingKey[];

type Read<S> = S extends { readonly kind: Kind<infer T> } ? T : never;

/** What each is once it is read; null where nothing was said and that depends on more. */
export type SettingValues = {
  readonly [K in SettingKey]: (typeof SETTINGS)[K] extends { readonly fallback: readonly string[] }
    ? Read<(typeof SETTINGS)[K]>
    : Read<(typeof SETTINGS)[K]> | null;
};

/** Without the literal types of the table. */
export function settingOf(key: SettingKey): Setting<unknown> {
  return SETTINGS[key];
}

export const isKey = (text: string): text is SettingKey => Object.hasOwn(SETTINGS, text);

export const envOf = (key: string): string => `BANK_${key.toUpperCase().replaceAll("-", "_")}`;

/** Said once, at a start: in a file they would be done again at each. */
export const ACTS: ReadonlySet<string> = new Set([
  "new-staff-code",
  "new-certificate",
  "accept-loss",
]);
