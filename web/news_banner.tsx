// What the bank tells all customers, on top of pages that are made for one visitor, until that one has read it.
import { newsSeen } from "./books_seen.ts";
import type { Visit } from "./visitor.ts";

export function NewsBanner({ visit }: { readonly visit: Visit }) {
  const { t, signedIn } = visit;
  const news = newsSeen(visit.face).filter(({ number }) => number > visit.newsRead);
  const newest = news.at(-1);
  if (!newest) return null;
  const here = visit.context.req.method === "GET" ? visit.here : "/me";
  return (
    <section aria-label={t("News of the bank")} class="news">
      {news.map(({ text, atMs }) => (
        <p>
          {text} <small class="quiet">{visit.time(atMs)}</small>
        </p>
      ))}
      {signedIn
        ? (
          <form
            method="post"
            action={visit.path(`/me/news/read?next=${encodeURIComponent(here)}`)}
          >
            <input type="hidden" name="number" value={newest.number} />
            <button type="submit" class="secondary">{t("I have read it")}</button>
          </form>
        )
        : null}
    </section>
  );
}
