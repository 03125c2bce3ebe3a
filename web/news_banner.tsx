// What the bank tells all customers, on top of the pages of one of them, until that one has read it in this browser.
import { isNews } from "../api/announcement_methods.ts";
import { newsSeen } from "./books_seen.ts";
import type { Visit } from "./visitor.ts";

/** Pages on which nothing is being filled in: there it can be put away. */
const AT_REST: ReadonlySet<string> = new Set(["/me", "/me/account"]);

export function NewsBanner({ visit }: { readonly visit: Visit }) {
  const { t, signedIn } = visit;
  if (!signedIn) return null;
  const read = visit.newsRead;
  const news = newsSeen(visit.face).filter((each) => isNews(each, read));
  const newest = news.at(-1);
  if (!newest) return null;
  const here = visit.context.req.method === "GET" ? visit.here : "";
  return (
    <section aria-label={t("News of the bank")} class="news">
      {news.map(({ text, atMs }) => (
        <p>
          <span dir="auto">{text}</span> <small class="quiet">{visit.time(atMs)}</small>
        </p>
      ))}
      {AT_REST.has(here)
        ? (
          <form
            method="post"
            action={visit.path(`/me/news/read?next=${encodeURIComponent(here)}`)}
          >
            <input type="hidden" name="at" value={`${newest.atMs}-${newest.number}`} />
            <button type="submit" class="secondary">{t("I have read it")}</button>
          </form>
        )
        : null}
    </section>
  );
}
