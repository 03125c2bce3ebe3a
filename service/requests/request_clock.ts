// Lets payment requests lapse when their time is over, or when one of their sides has left.
import type { CommitLoop } from "../../bank/commit_loop.ts";
import { type Cancel, every, type Host } from "../../bank/host.ts";
import type { RequestRegister } from "./request_register.ts";

/** Milliseconds between two looks. */
const LOOK_MS = 1_000;

/** Requests of one look: the others follow in the next ones. */
const LAPSED_PER_LOOK = 500;

export class RequestClock {
  readonly #loop: CommitLoop;
  readonly #register: RequestRegister;
  readonly #host: Host;
  readonly #stop: Cancel;
  #looking = false;

  constructor(loop: CommitLoop, register: RequestRegister, host: Host) {
    this.#loop = loop;
    this.#register = register;
    this.#host = host;
    this.#stop = every(host, LOOK_MS, () => void this.look());
  }

  async look(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    const due = this.#register.due(this.#host.clock()).slice(0, LAPSED_PER_LOOK);
    await Promise.all(
      due.map((request) => this.#loop.submit({ type: "lapse_request", request })),
    );
    this.#looking = false;
  }

  stop(): void {
    this.#stop();
  }
}
