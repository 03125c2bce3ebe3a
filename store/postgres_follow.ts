// A store in PostgreSQL that another server writes: read as it grows, and watched for the moment in which its place is free.
// Nothing is written here. Loaded by a server that stands by.
import { Episode } from "../bank/episode.ts";
import { type Host, pause } from "../bank/host.ts";
import { DataError } from "./data_error.ts";
import type { Kv } from "./kv.ts";
import { PostgresKv } from "./postgres_kv.ts";
import type { LinkOptions, PostgresLink, Row } from "./postgres_link.ts";
import { linkOptions, type Outside, patiently } from "./postgres_open.ts";
import { placeText } from "./postgres_place.ts";
import { firstThatFits } from "./postgres_search.ts";
import { END_QUIET, PLACE } from "./postgres_tables.ts";
import { reasonOf } from "./private_files.ts";
import type { StoreElsewhere } from "./store_file.ts";
import { isUnknown } from "./store_trouble.ts";
import { type FollowedPlace, QUIET_MS } from "./store_place.ts";

/** Milliseconds between two searches for a store that does not answer. */
const AGAIN_MS = 200;

export interface Followed extends FollowedPlace {
  readonly kv: Kv;
}

/** @throws {DataError} */
export async function openFollowed(
  elsewhere: StoreElsewhere,
  outside: Outside,
): Promise<Followed> {
  const options = { ...linkOptions(elsewhere, outside), name: "bank, standing by", reads: true };
  const find = () => firstThatFits(options, (link) => Promise.resolve(link));
  const link = await patiently(elsewhere, outside.host, find);
  return new FollowedStore({ elsewhere, options, host: outside.host }, link);
}

interface Following {
  readonly elsewhere: StoreElsewhere;
  readonly options: LinkOptions;
  readonly host: Pick<Host, "after" | "log" | "clock">;
}

class FollowedStore implements Followed {
  readonly kv: Kv;
  readonly #following: Following;
  #link: PostgresLink;
  readonly #away: Episode;
  #searching: Promise<void> | null = null;
  #closed = false;

  constructor(following: Following, link: PostgresLink) {
    [this.#following, this.#link] = [following, link];
    const { host } = following;
    this.#away = new Episode({
      log: host.log.of("store"),
      clock: host.clock,
      began: "the store does not answer",
      ended: "the store answers again",
    });
    this.kv = new PostgresKv({
      read: (text, values) => this.#read(text, values),
      close: () => {
        this.#closed = true;
        this.#link.close();
      },
    });
  }

  async holder(): Promise<string | null> {
    const [row] = await this.#read(PLACE);
    if (!row || row.state !== "serving") {
      const { place } = this.#following.elsewhere;
      throw new DataError(
        `Cannot stand by at the store ${placeText(place)}: no bank is served from it any more`,
      );
    }
    if (!row.held) return null;
    await this.#read(END_QUIET, [QUIET_MS]);
    return row.holder;
  }

  /** What is durable there, however long it is away. */
  async #read(text: string, values: readonly unknown[] = []): Promise<Row[]> {
    for (;;) {
      const link = this.#link;
      try {
        const rows = await link.read(text, values);
        this.#away.worked();
        return rows;
      } catch (error) {
        if (this.#closed || !isUnknown(error)) throw error;
        this.#away.failed(error);
        await (this.#searching ??= this.#find(link).finally(() => this.#searching = null));
      }
    }
  }

  async #find(broken: PostgresLink): Promise<void> {
    const { options, host } = this.#following;
    broken.close();
    while (!this.#closed) {
      try {
        const link = await firstThatFits(options, (found) => Promise.resolve(found));
        if (this.#closed) return link.close();
        this.#link = link;
        return;
      } catch (error) {
        this.#away.failed(reasonOf(error));
        await pause(host, AGAIN_MS);
      }
    }
  }
}
