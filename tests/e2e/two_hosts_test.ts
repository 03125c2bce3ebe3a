// A bank on one host, its customers on another: two network namespaces with a cable between them.
import assert from "node:assert/strict";
import { join } from "node:path";
import { twoHosts } from "../support/network.ts";
import { launchers, runProgram, scratch, startServer } from "../support/program.ts";
import { assertBooks, readBooks, startCustomers } from "../support/town.ts";

const CUSTOMERS = 10;
const TRANSFERS_EACH = 40;

const hosts = twoHosts();

Deno.test({
  name: "two hosts: customers on one bank on the other, with a SIGKILL in the middle",
  ignore: hosts === null,
  async fn() {
    const { server: far, client: near } = hosts!;
    using _hosts = hosts!;
    using dir = scratch();
    const launcher = launchers().at(-1)!;
    const data = join(dir.path, "data");
    const common = { launcher, data, host: far.address, wrapper: far.wrapper };
    const args = ["--welcome", "500"];
    const first = await startServer({ ...common, args });
    const { port, fingerprint } = first;
    const payees = Array.from({ length: CUSTOMERS }, (_, place) => `citizen${place}`);
    const customers = startCustomers({
      host: far.address,
      port,
      fingerprint,
      profile: join(dir.path, "profile"),
      users: payees,
      payees,
      transfersEach: TRANSFERS_EACH,
      seed: 7,
    }, near.wrapper);
    await customers.signedUp;
    const told = customers.start();
    await customers.paid(CUSTOMERS * TRANSFERS_EACH / 2);
    await first.stop("SIGKILL");
    const second = await startServer({ ...common, port, args });
    const payments = await told;
    const pw = dir.file("pw", "a long password of nobody");
    const ran = await runProgram({
      launcher,
      wrapper: near.wrapper,
      env: { HOME: dir.path },
      args: [
        "connect",
        "--host",
        far.address,
        "--port",
        String(port),
        "--fingerprint",
        fingerprint,
        "--user",
        "citizen0",
        "--password-file",
        pw,
        "--json",
        "account",
      ],
    });
    assert.equal(JSON.parse(ran.out).userName, "citizen0", ran.err);
    assert.equal((await second.stop()).code, 0);
    const books = await readBooks(data);
    assertBooks(books, payments);
    assert.equal(payments.length, CUSTOMERS * TRANSFERS_EACH);
  },
});
