// Lets payment requests lapse when their time is over, or when one of their sides has left.
import type { CommitLoop } from "../../bank/commit_loop.ts";
import type { Host } from "../../bank/host.ts";
import { DueClock } from "../due_clock.ts";
import type { RequestRegister } from "./request_register.ts";

/** Requests of one look: the others follow in the next ones. */
const LAPSED_PER_LOOK = 500;

export function requestClock(loop: CommitLoop, register: RequestRegister, host: Host): DueClock {
  return new DueClock(host, () =>
    register.due(host.clock()).slice(0, LAPSED_PER_LOOK)
      .map((request) => loop.submit({ type: "lapse_request", request })));
}
