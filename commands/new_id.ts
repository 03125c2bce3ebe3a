// `bank id`: a new transfer id, for scripts that write it down before they pay (`bank connect transfer --id`).
import { transferIdOf } from "../bank/transfer_id.ts";
import { EXIT } from "../console/exit.ts";
import type { World } from "../console/world.ts";

export function newId({ host, screen }: World): number {
  screen.out(transferIdOf(host.clock(), host.random(10)));
  return EXIT.done;
}
