// A program of a user with the library of a release: one JSON line in is one call, its outcome one line out.
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

const [library, bank] = process.argv.slice(2);
const { connect, RefusedError } = await import(pathToFileURL(library).href);
const connections = new Map();

async function connection(who) {
  if (!connections.has(who)) connections.set(who, connect(JSON.parse(bank)));
  return await connections.get(who);
}

function say(what) {
  process.stdout.write(JSON.stringify(what) + "\n");
}

async function outcomeOf({ who, method, params, listen }) {
  const { call, alerts } = await connection(who);
  try {
    if (!listen) return { code: "ok", body: await call(method, params) };
    const onAlerts = (some) => say({ who, alerts: some });
    await alerts({ onAlerts, from: { entry: 0, notice: 0 } });
    return { code: "ok", body: {} };
  } catch (error) {
    if (error instanceof RefusedError) {
      const { code, retryable, detail } = error.refusal;
      return { code, body: { retryable, ...detail } };
    }
    return { code: error.code ?? error.name, body: { retryable: false, detail: error.message } };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  const { id, ...request } = JSON.parse(line);
  say({ id, outcome: await outcomeOf(request) });
}
// Those that listen would go on.
process.exit(0);
