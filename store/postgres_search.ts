// Which of several servers takes writes: the first that answers and fits. All are asked at once, so that one that is silent
// keeps nothing waiting.
import { DataError } from "./data_error.ts";
import { type AboutServer, type LinkOptions, PostgresLink } from "./postgres_link.ts";
import { hostText, type PostgresHost } from "./postgres_place.ts";
import { isFinal, troubleText } from "./store_trouble.ts";

/** What was wrong with each of them. */
export class NoServer extends Error {
  override readonly name = "NoServer";

  constructor(readonly refused: readonly Refused[]) {
    super(refused.map(({ at, error }) => `${hostText(at)}: ${troubleText(error)}`).join("; "));
  }

  /** Trying again would not help. */
  get final(): boolean {
    return this.refused.every(({ error }) => isFinal(error));
  }
}

interface Refused {
  readonly at: PostgresHost;
  readonly error: unknown;
}

type Opened = Refused | {
  readonly at: PostgresHost;
  readonly link: PostgresLink;
  readonly about: AboutServer;
};

/**
 * @param fits what is made of it; throws when another one is to be tried.
 * @throws {DataError} as `fits` does. @throws {NoServer}
 */
export async function firstThatFits<T>(
  options: LinkOptions,
  fits: (link: PostgresLink, about: AboutServer) => Promise<T>,
): Promise<T> {
  const opening = new Map<PostgresHost, Promise<Opened>>();
  for (const at of options.place.hosts) opening.set(at, opened(options, at));
  const refused: Refused[] = [];
  try {
    while (opening.size > 0) {
      const one = await Promise.race(opening.values());
      opening.delete(one.at);
      if (!("link" in one)) {
        refused.push(one);
        continue;
      }
      const { at, link, about } = one;
      try {
        if (about.standby || about.readOnly) {
          throw new Error("it takes no writes, as a standby does");
        }
        return await fits(link, about);
      } catch (error) {
        link.close();
        if (error instanceof DataError) throw error;
        refused.push({ at, error });
      }
    }
  } finally {
    for (const late of opening.values()) {
      void late.then((one) => "link" in one && one.link.close());
    }
  }
  throw new NoServer(refused);
}

async function opened(options: LinkOptions, at: PostgresHost): Promise<Opened> {
  try {
    return { at, ...await PostgresLink.open(options, at) };
  } catch (error) {
    return { at, error };
  }
}
