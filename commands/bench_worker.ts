// The load of `bank bench` on a thread of its own: takes a plan, runs it, sends the result back.
import process from "node:process";
import { parentPort, workerData } from "node:worker_threads";
import { runtime } from "#runtime";
import { type LoadPlan, runLoad } from "./bench_load.ts";

const stopwatch = () => {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1_000 + nanoseconds / 1e6;
};

const world = { runtime, stopwatch, clock: runtime.clock };
runLoad(workerData as LoadPlan, world).then(
  (result) => parentPort!.postMessage({ result }),
  (error) => parentPort!.postMessage({ error: String(error) }),
);
