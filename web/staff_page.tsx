// The staff among themselves: who has which role, invitations, roles that change; for customers the form that takes the code of an
// invitation.
import type { Result } from "../api/methods.ts";
import { Refusal } from "../bank/refusal.ts";
import { transferIdOf } from "../bank/transfer_id.ts";
import { STAFF_ROLES, type StaffRole } from "../bank/staff/roles.ts";
import { privatePage } from "./frame.tsx";
import { Alert, Note, PasswordAgain, type Seen } from "./parts.tsx";
import { Proposals } from "./proposal_forms.tsx";
import { statusOf } from "./refusal_words.ts";
import { roleDuties, roleName } from "./role_words.ts";
import { field, formOf, isWrong, type Visit, type Wrong } from "./visitor.ts";

const PATH = "/me/staff";

type Staff = Result<"staff">;
type Member = Staff["staff"][number];

interface Shown {
  readonly wrong?: Wrong | null;
  /** Of an invitation that was made just now: it is not shown again. */
  readonly code?: string;
}

export async function staffPage(
  visit: Visit,
  { wrong = null, code }: Shown = {},
): Promise<Response | Wrong> {
  const { t } = visit;
  const title = visit.staff ? t("Colleagues") : t("Become one of the staff");
  const known = visit.staff ? await visit.ask("staff", {}) : null;
  if (known && isWrong(known)) return known;
  const waiting = visit.staff ? await visit.ask("proposals", {}) : { proposals: [] };
  if (isWrong(waiting)) return waiting;
  const { proposals } = waiting;
  const children = (
    <>
      <h1>{title}</h1>
      <Note visit={visit} />
      <Alert visit={visit} wrong={wrong} />
      {code === undefined ? null : <CodeShown visit={visit} code={code} />}
      {visit.may("counter")
        ? (
          <p>
            <a href={visit.path(`${PATH}/payouts`)}>{t("Payouts to send")}</a>
          </p>
        )
        : null}
      {visit.may("books")
        ? (
          <p>
            <a href={visit.path(`${PATH}/customer`)}>{t("A customer's account")}</a> ·{" "}
            <a href={visit.path(`${PATH}/cash`)}>{t("Cash")}</a>
            {visit.may("rules")
              ? (
                <>
                  {" · "}
                  <a href={visit.path(`${PATH}/news`)}>{t("What all customers are told")}</a>
                </>
              )
              : null}
            {visit.may("audit")
              ? (
                <>
                  {" · "}
                  <a href={visit.path(`${PATH}/acts`)}>{t("What staff have done")}</a>
                </>
              )
              : null}
          </p>
        )
        : null}
      {known ? <Proposals visit={visit} path={PATH} proposals={proposals} /> : null}
      {known ? <Members visit={visit} known={known} /> : <AcceptForm visit={visit} />}
    </>
  );
  return privatePage(visit, { title, path: PATH, children }, wrong ? statusOf(wrong) : 200);
}

function Members({ visit, known }: Seen & { readonly known: Staff }) {
  const { t } = visit;
  const own = visit.signedIn?.session.identity?.account ?? "";
  const manages = visit.may("staff");
  return (
    <>
      <section aria-labelledby="members">
        <h2 id="members">{t("Who has which role")}</h2>
        {known.staff.map((member) => (
          <article>
            <h3>{member.displayName ?? t("somebody who has left")}</h3>
            <p>
              {member.suspended
                ? t("{{role}}, suspended since {{day}}", about(visit, member))
                : t("{{role}} since {{day}}", about(visit, member))}
              {member.reason === "" ? "" : ` (${member.reason})`}
            </p>
            {manages && member.account !== own ? <RoleForm visit={visit} member={member} /> : null}
          </article>
        ))}
      </section>
      {manages ? <Invitations visit={visit} known={known} /> : null}
      <section aria-labelledby="roles">
        <h2 id="roles">{t("What each role may do")}</h2>
        <dl>
          {STAFF_ROLES.map((role) => (
            <>
              <dt>{roleName(visit, role)}</dt>
              <dd>{roleDuties(visit, role)}</dd>
            </>
          ))}
        </dl>
      </section>
    </>
  );
}

function about(visit: Visit, { role, sinceAtMs }: Member) {
  return { role: roleName(visit, role), day: visit.day(sinceAtMs) };
}

function RoleForm({ visit, member }: Seen & { readonly member: Member }) {
  const { t } = visit;
  const { account, role, suspended, displayName } = member;
  const now = suspended ? "suspended" : role;
  const options = [...STAFF_ROLES, "suspended", "none"] as const;
  const names = { suspended: t("suspended"), none: t("no role any more") };
  return (
    <details>
      <summary>{t("Change the role of {{name}}", { name: displayName ?? account })}</summary>
      <form method="post" action={visit.path(`${PATH}/role`)}>
        <input type="hidden" name="account" value={account} />
        <input type="hidden" name="was" value={role} />
        <label>
          {t("Role")}
          <select name="role" required>
            {options.map((option) => (
              <option value={option} selected={option === now}>
                {option === "suspended" || option === "none"
                  ? names[option]
                  : roleName(visit, option)}
              </option>
            ))}
          </select>
        </label>
        <Reason visit={visit} />
        <PasswordAgain visit={visit} />
        <button type="submit">{t("Change it")}</button>
      </form>
    </details>
  );
}

function Reason({ visit }: Seen) {
  return (
    <label>
      {visit.t("Reason, which stays in the journal")}
      <input name="reason" required maxlength={140} autocomplete="off" />
    </label>
  );
}

function Invitations({ visit, known }: Seen & { readonly known: Staff }) {
  const { t } = visit;
  return (
    <section aria-labelledby="invitations">
      <h2 id="invitations">{t("Invitations")}</h2>
      {known.invitations.map(({ invitation, role, reason, expiresAtMs }) => (
        <form method="post" action={visit.path(`${PATH}/withdraw`)}>
          <p>
            {t("{{role}} ({{reason}}), until {{day}}", {
              role: roleName(visit, role),
              reason,
              day: visit.day(expiresAtMs),
            })}
          </p>
          <input type="hidden" name="invitation" value={invitation} />
          <PasswordAgain visit={visit} />
          <button type="submit" class="secondary">{t("Withdraw it")}</button>
        </form>
      ))}
      <form method="post" action={visit.path(`${PATH}/invite`)}>
        <h3>{t("Invite a colleague")}</h3>
        <label>
          {t("Role")}
          <select name="role" required>
            {STAFF_ROLES.map((role) => <option value={role}>{roleName(visit, role)}</option>)}
          </select>
        </label>
        <Reason visit={visit} />
        <PasswordAgain visit={visit} />
        <button type="submit">{t("Make a code")}</button>
      </form>
    </section>
  );
}

function CodeShown({ visit, code }: Seen & { readonly code: string }) {
  const { t } = visit;
  return (
    <section class="note" role="status">
      <p class="hash">{code}</p>
      <p>
        {t(
          "Give this code to your colleague. It works once, for a week: when they sign up, or on this page when they are customers already.",
        )} {t("This code is not shown again.")}
      </p>
    </section>
  );
}

function AcceptForm({ visit }: Seen) {
  const { t } = visit;
  return (
    <form method="post" action={visit.path(`${PATH}/accept`)}>
      <label>
        {t("Code that a manager of the bank gave you")}
        <input name="code" inputmode="numeric" autocomplete="off" required maxlength={64} />
      </label>
      <PasswordAgain visit={visit} />
      <button type="submit">{t("Become one of the staff")}</button>
    </form>
  );
}

const ACTS = {
  invite: (visit: Visit, form: FormData) =>
    orPropose(visit, form, { method: "inviteStaff", params: { role: roleIn(form) } }),
  withdraw: (visit: Visit, form: FormData) =>
    visit.ask("withdrawInvitation", {
      invitation: field(form, "invitation"),
      password: String(form.get("password") ?? ""),
    }),
  role: (visit: Visit, form: FormData) => {
    const suspended = field(form, "role") === "suspended";
    const role = roleIn(form, suspended ? "was" : "role");
    const account = field(form, "account");
    const params = { account, role, suspended };
    return orPropose(visit, form, { method: "setStaffRole", params });
  },
  agree: (visit: Visit, form: FormData) =>
    visit.ask("agreeProposal", {
      proposal: field(form, "proposal"),
      hash: field(form, "hash"),
      password: String(form.get("password") ?? ""),
    }),
  end: (visit: Visit, form: FormData) =>
    visit.ask("endProposal", { proposal: field(form, "proposal") }),
  accept: (visit: Visit, form: FormData) =>
    visit.ask("acceptInvitation", {
      code: field(form, "code"),
      password: String(form.get("password") ?? ""),
    }),
};

/** Does it, or where the bank wants two members of staff for it, proposes it. */
async function orPropose(
  visit: Visit,
  form: FormData,
  { method, params }: {
    readonly method: "inviteStaff" | "setStaffRole";
    readonly params: Readonly<Record<string, unknown>>;
  },
) {
  const { reason, password } = signedOff(form);
  const whole = { ...params, reason };
  const done = await visit.ask(method, { ...whole, password } as never);
  const two = done instanceof Refusal && done.code === "agreement_needed";
  if (!two) return done;
  const { clock, random } = visit.face.service.host;
  const proposal = transferIdOf(clock(), random(10));
  return await visit.ask("propose", { proposal, method, params: whole, why: reason, password });
}

export async function staffAction(
  visit: Visit,
  act: keyof typeof ACTS,
): Promise<Response | Wrong> {
  const form = await formOf(visit);
  if (isWrong(form)) return await staffPage(visit, { wrong: form });
  const outcome = await ACTS[act](visit, form);
  if (isWrong(outcome)) return await staffPage(visit, { wrong: outcome });
  if ("code" in outcome && outcome.code !== undefined) {
    return await staffPage(visit, { code: outcome.code });
  }
  return visit.redirect(`${PATH}?done=saved`);
}

/** A role that there is not is refused by the method's own shape. */
const roleIn = (form: FormData, name = "role") => field(form, name) as StaffRole;

function signedOff(form: FormData): { readonly reason: string; readonly password: string } {
  return { reason: field(form, "reason"), password: String(form.get("password") ?? "") };
}
