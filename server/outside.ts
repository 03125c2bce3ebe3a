// What a store outside of the data directory needs of the world.
import type { Outside } from "../store/postgres_open.ts";
import type { World } from "../console/world.ts";

export function outsideOf({ host, env }: Pick<World, "host" | "env">): Outside {
  return { host, password: env.PGPASSWORD ?? null };
}
