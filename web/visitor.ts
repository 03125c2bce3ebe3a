// Who looks at a page, what they may ask, and how an answer of the bank becomes one of the site. Cookies are read here and
// nowhere else; a form is taken only when it comes from our own pages.
import { hasDutyNow } from "./books_seen.ts";
import type { Duty } from "../bank/staff/roles.ts";
import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import { Refusal } from "../bank/refusal.ts";
import { type Currency, groupedOf } from "../bank/money.ts";
import { plainCode, plainText } from "../bank/pasted.ts";
import { CACHE_RULES } from "../net/http/caching.ts";
import { readBytes } from "../net/http/http_body.ts";
import type { Face } from "../net/http/http_face.ts";
import { HttpRefusal } from "../net/http/http_problem.ts";
import { isNews, type NewsMark, NO_NEWS } from "../api/announcement_methods.ts";
import { Fault } from "../api/message.ts";
import type { MethodName, Params, Result } from "../api/methods.ts";
import { PROVED_MS, type WebSession } from "../net/http/web_sessions.ts";
import type { Session } from "../service/identity/session.ts";
import { sourceOf } from "../service/sharing/shares.ts";
import { bankSeen } from "./books_seen.ts";
import { inLanguage, type Language, withoutLanguage } from "./languages.ts";
import type { Translate } from "./words.ts";

/** `__Host-`: only over a trusted connection, for this host alone, not to be set by a neighbour (RFC 6265bis). */
export const COOKIE = "__Host-bank";

/** Tells this browser from others for a year, so that guesses elsewhere do not keep its owner out. It opens nothing by itself. */
export const DEVICE_COOKIE = "__Host-device";

/** The newest that each customer has read, of those who sign in here: `ACCOUNT-MS-NUMBER`, with dots between. */
const NEWS_COOKIE = "__Host-news";

/** Customers of one browser that are remembered: a family, or a desk. */
const NEWS_READERS_MAX = 12;

export const COOKIE_RULES = { path: "/", secure: true, httpOnly: true, sameSite: "Lax" } as const;

/** Seconds for which a browser is remembered: a year. */
export const DEVICE_S = 365 * 24 * 60 * 60;

/** Bytes of a form; with documents more. */
const FORM_BYTES_MAX = 64 * 1024;
export const UPLOAD_BYTES_MAX = 5 * 1024 * 1024 + 64 * 1024;

const COUNT = new Intl.NumberFormat("en-IN");

const QUERIES: ReadonlySet<string> = new Set([
  "q",
  "region",
  "needs",
  "sort",
  "after",
  "year",
  "day",
  "next",
  "organisation",
  "amount",
  "sum",
  "for",
  "visibility",
  "foreign",
  "every",
  "need",
  "quantity",
  "to",
  "memo",
  "id",
  "request",
  "first",
  "until",
]);

export type Wrong = Refusal | Fault | HttpRefusal;

export function isWrong(value: unknown): value is Wrong {
  return value instanceof Refusal || value instanceof Fault || value instanceof HttpRefusal;
}

/** One request to a page in one language. */
export class Visit {
  constructor(
    readonly context: Context,
    readonly face: Face,
    readonly language: Language,
    readonly t: Translate,
    /** Null for strangers, and for all visitors on public pages. */
    readonly signedIn: WebSession | null,
  ) {}

  get currency(): Currency {
    return this.face.service.bank.currency;
  }

  get bankName(): string {
    return this.face.service.bank.name;
  }

  /** The path in this page's language. */
  path(path: string): string {
    return inLanguage(this.language, path);
  }

  /** The address of this page without its language; of its query what pages know, and nothing that a stranger appended. */
  get here(): string {
    const { pathname, searchParams } = new URL(this.context.req.url);
    const known = new URLSearchParams(
      [...searchParams].filter(([name, value]) => QUERIES.has(name) && value !== ""),
    );
    const path = withoutLanguage(pathname);
    return known.size === 0 ? path : `${path}?${known}`;
  }

  get nowMs(): number {
    return this.face.service.host.clock();
  }

  /** The newest that this customer has read here of what the bank tells all customers. */
  get newsRead(): NewsMark {
    return newsReaders(this.context).get(this.#account) ?? NO_NEWS;
  }

  /** From now on. What an older page says takes nothing back. */
  readNews(mark: NewsMark): void {
    if (!isNews(mark, this.newsRead)) return;
    const readers = newsReaders(this.context);
    readers.delete(this.#account);
    readers.set(this.#account, mark);
    const kept = [...readers].slice(-NEWS_READERS_MAX)
      .map(([account, { atMs, number }]) => `${account}-${atMs}-${number}`);
    setCookie(this.context, NEWS_COOKIE, kept.join("."), { ...COOKIE_RULES, maxAge: DEVICE_S });
  }

  get #account(): string {
    return this.signedIn?.session.identity?.account ?? "";
  }

  /** Money that can be moved without the password again. */
  get proved(): boolean {
    return this.signedIn !== null && this.nowMs - this.signedIn.provedAtMs <= PROVED_MS;
  }

  /** Whether the visitor has a role among the bank's staff. */
  get staff(): boolean {
    return this.may("colleagues");
  }

  may(duty: Duty): boolean {
    return hasDutyNow(this.face, this.#account, duty);
  }

  query(name: string): string {
    return (this.context.req.query(name) ?? "").slice(0, 300);
  }

  money(minor: number): string {
    const text = groupedOf(Math.abs(minor), this.currency);
    const sign = minor < 0 ? "−" : "";
    return sign + (this.currency.code === "INR" ? `₹${text}` : `${text} ${this.currency.code}`);
  }

  /** A number of things, grouped as in India. */
  count(number: number): string {
    return COUNT.format(number);
  }

  /** In the bank's zone. */
  day(atMs: number): string {
    return this.#format(atMs, { dateStyle: "medium" });
  }

  /** @param day `2026-11-25`. */
  date(day: string): string {
    return this.#format(Date.parse(`${day}T00:00:00Z`), { dateStyle: "medium", timeZone: "UTC" });
  }

  /** As `time`, in short: a countdown takes its place where scripts run. */
  shortTime(atMs: number): string {
    return this.#format(atMs, { dateStyle: "medium", timeStyle: "short" });
  }

  /** In the bank's zone, which it names. */
  time(atMs: number): string {
    return this.#format(atMs, {
      year: "numeric",
      month: "short",
      day: "numeric",
      hour: "numeric",
      minute: "2-digit",
      timeZoneName: "short",
    });
  }

  #format(atMs: number, style: Intl.DateTimeFormatOptions): string {
    const locale = this.language === "en" ? "en-IN" : `${this.language}-IN`;
    // The bank's zone, as in every statement; banks of release 0.1 had none before their next start.
    const { timeZone } = bankSeen(this.face) ?? {};
    return new Intl.DateTimeFormat(locale, {
      timeZone: timeZone?.name ?? "Asia/Kolkata",
      ...style,
      numberingSystem: "latn",
    }).format(atMs);
  }

  /** Calls a method of the bank as the visitor of the page. */
  async ask<M extends MethodName>(method: M, params: Params<M>): Promise<Result<M> | Wrong> {
    const session: Session = this.signedIn?.session ??
      this.face.sessions.stranger(this.face.arrivalOf(this.context).source);
    return await this.face.router.ask(session, method, params);
  }

  redirect(path: string): Response {
    return new Response(null, {
      status: 303,
      headers: { location: this.path(path), "cache-control": CACHE_RULES.private },
    });
  }
}

/** @param text time and number, with a dash between. @returns null for anything else. */
export function markOf(text: string): NewsMark | null {
  const [, atMs, number] = /^(\d{1,15})-(\d{1,9})$/.exec(text) ?? [];
  return number === undefined ? null : { atMs: Number(atMs), number: Number(number) };
}

function newsReaders(context: Context): Map<string, NewsMark> {
  const entries = (getCookie(context, NEWS_COOKIE) ?? "").split(".").flatMap((entry) => {
    const mark = markOf(entry.slice(13));
    return mark && /^\d{12}-/.test(entry) ? [[entry.slice(0, 12), mark] as const] : [];
  });
  return new Map(entries);
}

/** The sign-in that the browser's cookie stands for, or null. */
export async function visitorOf(face: Face, context: Context): Promise<WebSession | null> {
  const token = getCookie(context, COOKIE);
  if (token === undefined) return null;
  const found = await face.sessions.findByToken(token);
  const rank = found?.session.identity?.rank;
  if (rank) face.arrivalOf(context).recognised(rank);
  return found;
}

/** The secret of this browser, where it has one. */
export function deviceOf(context: Context): string | undefined {
  const value = getCookie(context, DEVICE_COOKIE);
  return value !== undefined && /^[0-9a-f]{64}$/.test(value) ? value : undefined;
}

/** Forms of other sites are turned away: they could act in the name of the visitor. */
export function foreignForm({ req }: Context): HttpRefusal | null {
  const site = req.header("sec-fetch-site");
  const origin = req.header("origin");
  const ours = site === undefined
    ? origin !== undefined && URL.canParse(origin) && new URL(origin).host === req.header("host")
    : site === "same-origin";
  return ours ? null : new HttpRefusal("wrong_origin", "This form did not come from our own pages");
}

/** The fields of a form; files as they are. */
export async function formOf(
  { context, face, signedIn }: Visit,
  bytesMax = FORM_BYTES_MAX,
): Promise<FormData | HttpRefusal> {
  const foreign = foreignForm(context);
  if (foreign) return foreign;
  const { budgets, host: { after } } = face.service;
  const identity = signedIn?.session.identity;
  const holder = identity?.account ?? sourceOf(face.arrivalOf(context).source);
  const mine = { quota: budgets.staged, holder, rank: identity?.rank ?? "stranger" };
  const share = bytesMax > FORM_BYTES_MAX ? { share: mine } : {};
  const bytes = await readBytes(context.req.raw, { bytesMax, after, ...share });
  if (bytes instanceof HttpRefusal) return bytes;
  const media = context.req.header("content-type") ?? "";
  try {
    const headers = { "content-type": media };
    const form = await new Response(bytes as BodyInit, { headers }).formData();
    const by = form.get("by");
    // Made for one person, and sent after another one has signed in.
    return by === null || by === signedIn?.session.identity?.account
      ? form
      : new HttpRefusal("wrong_person", "This form was made for another customer");
  } catch {
    return new HttpRefusal("wrong_media_type", "Expected a form");
  }
}

/** What was typed or pasted into a field, as it was meant; not for passwords. */
export function field(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? plainText(value) : "";
}

/** As `field`, for what stands for a number, a day or a code. */
export function codeField(form: FormData, name: string): string {
  return plainCode(field(form, name));
}
