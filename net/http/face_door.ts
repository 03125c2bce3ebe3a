// The socket of the web face. Listens at once and knows no page: the face behind it takes longer to load than all else that a start
// needs, so it is loaded when the bank is ready, or when the first request comes.
import { DRAIN_MS } from "../../api/limits.ts";
import { pause } from "../../bank/host.ts";
import { once } from "../../api/lazily.ts";
import type { Service } from "../../service/service.ts";
import { sourceOf } from "../../service/sharing/shares.ts";
import { Refusal } from "../../bank/refusal.ts";
import { problemOf } from "./http_problem.ts";
import { secured } from "./security_headers.ts";
import type { HttpOptions, NetAddress, Runtime } from "../runtime.ts";

/** Milliseconds after which the face is loaded unasked: the operator has been told by then that the bank is ready. */
const LOAD_MS = 50;

/** What answers. */
export interface AnsweringFace extends Pick<HttpOptions, "answer" | "live"> {
  /** Lets open pages go. */
  close(): void;
}

export interface DoorOptions extends NetAddress {
  readonly runtime: Pick<Runtime, "serveHttp" | "after">;
  readonly service: Service;
  /** Asked once. */
  readonly face: () => Promise<AnsweringFace>;
}

export interface RunningFace {
  readonly address: NetAddress;
  close(): Promise<void>;
}

/** @throws {AddressError} */
export async function openDoor(options: DoorOptions): Promise<RunningFace> {
  const { service, runtime, hostname, port } = options;
  const { budgets: { web, sources }, host } = service;
  const onTrouble = (error: unknown) =>
    host.log.of("web").error("the web face failed and goes on", { error });
  let face: AnsweringFace | null = null;
  const loaded = once(async () => face = await options.face());
  const server = await runtime.serveHttp({
    hostname,
    port,
    connections: {
      add: (remote, connection) => {
        const source = sourceOf(remote);
        return web.add(source, connection, sources.of(source));
      },
      used: (connection) => web.used(connection),
      remove: (connection) => web.remove(connection),
    },
    onTrouble,
    answer: async (request, by) => await (face ?? await loaded()).answer(request, by),
    live: (request, remote) => face?.live(request, remote) ?? notYet(),
  });
  const stopLoading = runtime.after(LOAD_MS, () => void loaded().catch(onTrouble));
  return {
    address: server.address,
    async close() {
      stopLoading();
      face?.close();
      // A page that does not answer must not keep the bank from stopping.
      await Promise.race([server.close(), pause(host, DRAIN_MS)]);
    },
  };
}

/** A page asks again by itself. */
function notYet(): Response {
  const answer = secured(problemOf(new Refusal("busy", { waiting: 0 })));
  answer.headers.set("retry-after", "1");
  return answer;
}
