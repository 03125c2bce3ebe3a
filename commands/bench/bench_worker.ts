// The load of `bank bench` on a thread of its own: takes a plan, runs it, sends the result back.
import process from "node:process";
import { parentPort, workerData } from "node:worker_threads";
import { runtime } from "#runtime";
import { PinnedCertificate } from "../../net/pinned_certificate.ts";
import { runLoad, type ThreadPlan } from "./bench_load.ts";

const stopwatch = () => {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1e6;
};

const world = { runtime, stopwatch, clock: runtime.clock };
const { pem, fingerprint, ...plan } = workerData as ThreadPlan;
const certificate = PinnedCertificate.confirmed(pem, fingerprint);
runLoad({ ...plan, certificate }, world).then(
  (result) => parentPort!.postMessage({ result }),
  (error) => parentPort!.postMessage({ error: String(error) }),
);
