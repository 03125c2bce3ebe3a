// Before money moves or something is promised: what it will be, in full, and the password again when it was given long
// ago. The form carries the id of what it does, so that sending it twice does it once.
import type { Child } from "hono/jsx";
import { isTransferId, timeOfId, transferIdOf } from "../bank/transfer_id.ts";
import { Refusal } from "../bank/refusal.ts";
import { HttpRefusal } from "../net/http/http_problem.ts";
import { Fault } from "../api/message.ts";
import { isPromised } from "./books_seen.ts";
import { privatePage } from "./frame.tsx";
import { Alert, Pairs, PasswordAgain } from "./parts.tsx";
import { statusOf } from "./refusal_words.ts";
import { field, type Visit, type Wrong } from "./visitor.ts";

export interface Confirming {
  readonly title: string;
  /** Where the form is sent. */
  readonly action: string;
  readonly pairs: readonly (readonly [string, Child])[];
  /** Something to know before. */
  readonly note?: string;
  readonly fields: Readonly<Record<string, string>>;
  /** To be filled in here as well. */
  readonly asked?: Child;
  /** Null where another way is the only one. */
  readonly button: string | null;
  /** Other buttons of the form. */
  readonly besides?: Child;
  /** Money: the password may be asked for. */
  readonly money: boolean;
  /** Where the way back leads, `/me` unless it is said. */
  readonly back?: string;
  readonly wrong?: Wrong | null;
  /** Of what will be done. */
  readonly id: string;
  /** It cannot be done, however often it is tried: there is nothing to press. */
  readonly hopeless?: boolean;
}

export function newId({ face, nowMs }: Visit): string {
  return transferIdOf(nowMs, face.service.host.random(10));
}

/** Milliseconds after which a question is asked anew. */
const ASKED_MS = 3_600_000;

/**
 * A question that is asked by its address has the id of what it does there, so that going back to it asks the same one
 * again, and pressing its button again does nothing more.
 * @returns the id, or where to go first.
 */
export async function idAsked(visit: Visit): Promise<string | Response> {
  const id = visit.query("id");
  const fresh = isTransferId(id) && visit.nowMs - timeOfId(id) < ASKED_MS;
  if (fresh) return await isDone(visit, id) ? donePage(visit) : id;
  const { pathname, searchParams } = new URL(visit.here, "http://bank");
  searchParams.set("id", newId(visit));
  return visit.redirect(`${pathname}?${searchParams}`);
}

async function isDone({ face }: Visit, id: string): Promise<boolean> {
  return isPromised(face, id) || await face.service.transfer(id) !== null;
}

function donePage(visit: Visit): Response {
  const { t } = visit;
  const title = t("This was done already");
  const children = (
    <>
      <h1>{title}</h1>
      <p role="status" class="note">{t("It was done once, and is not done again.")}</p>
      <p>
        <a href={visit.path("/me")}>{t("My giving")}</a> ·{" "}
        <a href={visit.path("/me/account")}>{t("Banking")}</a>
      </p>
    </>
  );
  return privatePage(visit, { title, path: "/me", children });
}

export function confirmPage(visit: Visit, confirming: Confirming): Response {
  const { t } = visit;
  const { title, action, pairs, fields, button, money, wrong = null, id } = confirming;
  const { note = "", back = "/me", hopeless = false, asked = null, besides = null } = confirming;
  const { account, displayName, userName } = visit.signedIn!.session.identity!;
  const children = (
    <>
      <h1>{title}</h1>
      <Alert visit={visit} wrong={wrong} />
      <Pairs pairs={[[t("From"), `${displayName} (${userName})`], ...pairs]} />
      {note === "" ? null : <p role="status" class="note">{note}</p>}
      {hopeless ? null : (
        <form method="post" action={visit.path(action)}>
          <input type="hidden" name="id" value={id} />
          <input type="hidden" name="by" value={account} />
          {Object.entries(fields).map(([name, value]) => (
            <input type="hidden" name={name} value={value} />
          ))}
          {asked}
          {money && !visit.proved ? <PasswordAgain visit={visit} /> : null}
          {button === null ? null : <button type="submit">{button}</button>}
          {besides}
        </form>
      )}
      <p>
        <a href={visit.path(back)}>{hopeless ? t("Go back") : t("Do nothing and go back")}</a>
      </p>
    </>
  );
  // The same question can be asked again, in another language, say.
  const path = `${action}?${new URLSearchParams({ ...fields, id })}`;
  return privatePage(visit, { title, path, children }, wrong ? statusOf(wrong) : 200);
}

/** @returns what is wrong with the password that the form needs, or null. */
export async function provedBy(visit: Visit, form: FormData): Promise<Wrong | null> {
  if (visit.proved || !visit.signedIn) return null;
  // The page was made while the last one still held.
  if (form.get("password") === null) {
    return new HttpRefusal("step_up_needed", "Money needs the password again");
  }
  const password = String(form.get("password"));
  const wrong = await visit.face.router.prove(visit.signedIn.session, password);
  if (!wrong) await visit.face.sessions.proved(visit.signedIn.name);
  return wrong;
}

/** What can be put right on the page that asks. */
const MENDED_HERE: ReadonlySet<string> = new Set(
  ["wrong_credentials", "step_up_needed"],
);

/** Neither the right password nor some patience helps. */
export function isHopeless(wrong: Wrong): boolean {
  if (wrong instanceof Fault) return true;
  const retryable = wrong instanceof Refusal && wrong.retryable;
  return !retryable && !MENDED_HERE.has(wrong.code);
}

export function idIn(form: FormData): string {
  return field(form, "id");
}
