// What staff tell all customers.
import type { Announcement } from "../../bank/announcements/announcement.ts";
import { currentAnnouncements } from "../../bank/announcements/rules.ts";
import { Refusal } from "../../bank/refusal.ts";
import type { AnnouncementView } from "../../api/announcement_methods.ts";
import type { Parsed, Result } from "../../api/methods.ts";
import { submitFor } from "../acting.ts";
import type { Session } from "../identity/session.ts";
import { identityOf } from "../identity/session_gate.ts";
import type { Handlers, Service } from "../service.ts";

type AnnouncementMethods = "announcements" | "announce" | "endAnnouncement";

export function announcementHandlers(service: Service): Pick<Handlers, AnnouncementMethods> {
  return {
    announcements: () => ({
      announcements: shownNow(service),
      newest: service.loop.ledger.announcements.size,
    }),
    announce: (session, params) => announce(service, session, params),
    endAnnouncement: async (session, { number }) => {
      const by = identityOf(session).account;
      const outcome = await submitFor(service, session, { type: "end_announcement", number, by });
      return outcome instanceof Refusal ? outcome : {};
    },
  };
}

/** The newest last. */
export function shownNow({ loop, host }: Pick<Service, "loop" | "host">): AnnouncementView[] {
  return currentAnnouncements(loop.ledger, host.clock()).map(announcementView);
}

export function announcementView(
  { number, text, atMs, untilMs }: Pick<Announcement, "number" | "text" | "atMs" | "untilMs">,
): AnnouncementView {
  return { number, text, atMs, untilMs };
}

async function announce(
  service: Service,
  session: Session,
  { text, days }: Parsed<"announce">,
): Promise<Result<"announce"> | Refusal> {
  const by = identityOf(session).account;
  const outcome = await submitFor(service, session, { type: "announce", text, days, by });
  if (outcome instanceof Refusal) return outcome;
  return shownNow(service).findLast((each) => each.text === text)!;
}
