// The bank under load while things break: 50 customers, 2,000 payments, cut connections and one SIGKILL of the
// server in the middle; once on every runtime at hand.
import assert from "node:assert/strict";
import { join } from "node:path";
import { scratch, shipped, startServer } from "../support/program.ts";
import { startRelay } from "../support/relay.ts";
import { assertBooks, readBooks, startCustomers } from "../support/town.ts";

const CUSTOMERS = 50;
const CLIENT_PROCESSES = 5;
const TRANSFERS_EACH = 40;
const SEED = Number(Deno.env.get("SEED") ?? 20261124);

for (const launcher of shipped()) {
  Deno.test(`${launcher.name}: 2,000 payments, cuts and one SIGKILL lose and double nothing`, async () => {
    using dir = scratch();
    const data = join(dir.path, "data");
    const welcome = ["--welcome", "500.00"];
    const first = await startServer({ launcher, data, args: welcome });
    const { host, port, fingerprint } = first;
    const target = { hostname: host, port };
    using relay = startRelay({ target, bytesPerCut: 40_000, seed: SEED });
    const payees = Array.from({ length: CUSTOMERS }, (_, place) => `citizen${place}`);
    const share = CUSTOMERS / CLIENT_PROCESSES;
    const processes = Array.from({ length: CLIENT_PROCESSES }, (_, place) =>
      startCustomers({
        host: "127.0.0.1",
        port: relay.port,
        fingerprint,
        profile: join(dir.path, `profile${place}`),
        users: payees.slice(place * share, (place + 1) * share),
        payees,
        transfersEach: TRANSFERS_EACH,
        seed: SEED + place,
      }));
    await Promise.all(processes.map(({ signedUp }) => signedUp));
    const half = Promise.race(processes.map((each) => each.paid(share * TRANSFERS_EACH / 2)));
    const told = Promise.all(processes.map((each) => each.start()));
    await half;
    await first.stop("SIGKILL");
    const second = await startServer({ launcher, data, port, args: welcome });
    const payments = (await told).flat();
    const { code } = await second.stop("SIGTERM");
    assert.equal(code, 0, second.stderr());
    assert.equal(payments.length, CUSTOMERS * TRANSFERS_EACH);
    assert.ok(relay.cuts > 10, `the relay cut ${relay.cuts} connections`);
    assertBooks(await readBooks(data), payments);
  });
}
