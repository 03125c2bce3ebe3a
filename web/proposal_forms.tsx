// What waits for a second member of staff, on the page of the colleagues: read, agreed to, ended.
import type { Result } from "../api/methods.ts";
import { proposalDetails } from "../bank/staff/proposal_details.ts";
import { PasswordAgain, type Seen } from "./parts.tsx";
import type { Visit } from "./visitor.ts";

type Proposal = Result<"proposals">["proposals"][number];

export function Proposals(
  { visit, path, proposals }: Seen & {
    readonly path: string;
    readonly proposals: readonly Proposal[];
  },
) {
  const { t } = visit;
  return (
    <section aria-labelledby="proposals">
      <h2 id="proposals">{t("Waiting for a second person")}</h2>
      {proposals.length === 0 ? <p>{t("Nothing waits.")}</p> : null}
      {proposals.map((one) => (
        <article>
          <h3>{whatWords(visit, one)}</h3>
          <p>
            {t("Proposed by {{name}}: {{why}}", { name: one.byName ?? one.by, why: one.why })}
          </p>
          <dl>
            {proposalDetails(one.params).map(({ name, value, minor }) => (
              <>
                <dt>{name}</dt>
                <dd>{minor === null ? value : visit.money(minor)}</dd>
              </>
            ))}
          </dl>
          {one.state === "open"
            ? <Deciding visit={visit} path={path} one={one} />
            : <p>{stateWords(visit, one.state)}</p>}
        </article>
      ))}
    </section>
  );
}

function Deciding(
  { visit, path, one }: Seen & { readonly path: string; readonly one: Proposal },
) {
  const { t } = visit;
  const own = one.by === visit.signedIn?.session.identity?.account;
  return (
    <>
      <p>{t("It waits until {{time}}.", { time: visit.time(one.expiresAtMs) })}</p>
      {one.mayAgree
        ? (
          <form method="post" action={visit.path(`${path}/agree`)}>
            <input type="hidden" name="proposal" value={one.proposal} />
            <input type="hidden" name="hash" value={one.hash} />
            <PasswordAgain visit={visit} />
            <button type="submit">{t("Agree: it is done at once")}</button>
          </form>
        )
        : null}
      <form method="post" action={visit.path(`${path}/end`)}>
        <input type="hidden" name="proposal" value={one.proposal} />
        <button type="submit" class="secondary">
          {own ? t("Withdraw it") : t("Decline it")}
        </button>
      </form>
    </>
  );
}

function whatWords(visit: Visit, { method, amountMinor = 0, account, accountName }: Proposal) {
  const { t } = visit;
  const about = { amount: visit.money(amountMinor), name: accountName ?? account ?? "" };
  const words: Readonly<Record<Proposal["method"], string>> = {
    cashIn: t("Pay in {{amount}} in cash for {{name}}", about),
    cashOut: t("Pay out {{amount}} in cash for {{name}}", about),
    reverse: t("Take back a payment of {{amount}}", about),
    assignLine: t("Give {{amount}} from another bank to {{name}}", about),
    setPolicy: t("Change the thresholds"),
    setAccountLimits: t("Set the payment limits of {{name}}", about),
    setBankDetails: t("Change where customers pay in"),
    setCredit: t("Let the account of {{name}} go {{amount}} below zero", about),
    closeTill: t("Close a till with a difference of {{amount}}", about),
    countSafe: t("Count the safe with a difference of {{amount}}", about),
    makePayoutBatch: t("Send payouts of {{amount}} to another bank", about),
    setStaffRole: t("Change the role of {{name}}", about),
    inviteStaff: t("Invite a colleague"),
  };
  return words[method] ?? method;
}

function stateWords({ t }: Visit, state: Proposal["state"]): string {
  const words: Readonly<Record<Proposal["state"], string>> = {
    open: t("waits"),
    agreed: t("agreed to, and done"),
    declined: t("declined"),
    withdrawn: t("withdrawn"),
    lapsed: t("lapsed"),
  };
  return words[state] ?? state;
}
