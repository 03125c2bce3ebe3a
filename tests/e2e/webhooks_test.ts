// Webhooks of real banks, on each launcher, with real receivers over HTTPS: set and looked after at the terminal, signed so that another's
// library agrees, delivered again after the bank was killed, and off or kept to the world unless the settings say otherwise.
import assert from "node:assert/strict";
import { join } from "node:path";
import { Webhook } from "standardwebhooks";
import { type Desk, deskAt, PASSWORD } from "../support/desk.ts";
import { launchers, type Scratch, scratch, startServer } from "../support/program.ts";
import { authority, type Receiver, receiver } from "../support/receivers.ts";

const all = launchers();
const issuer = await authority();

interface Told {
  readonly type: string;
  readonly data: { readonly amountMinor: number };
}

const told = ({ received }: Receiver) => received.map(({ body }) => JSON.parse(body) as Told);
const amounts = (there: Receiver) =>
  told(there).filter(({ type }) => type.startsWith("entry.")).map(({ data }) => data.amountMinor);

const words = (dir: Scratch, ...rest: string[]) => [
  "--password-file",
  dir.file("password", PASSWORD),
  "webhook",
  ...rest,
];

async function set(desk: Desk, dir: Scratch, url: string) {
  const { answer, err } = await desk.json("shop", words(dir, "set", url));
  assert.ok(answer?.secret, err);
  return answer;
}

for (const launcher of all) {
  Deno.test(`${launcher.name}: a webhook is set at the terminal, is signed, and loses nothing when the bank is killed`, async () => {
    using dir = scratch();
    await using there = await receiver(issuer);
    const data = join(dir.path, "data");
    const pem = dir.file("authority.pem", issuer.certPem);
    const args = ["--welcome", "1000", "--webhooks", "anywhere", "--webhook-authority", pem];
    const first = await startServer({ launcher, data, args });
    const { port } = first;
    const desk = deskAt({ launcher, dir, server: first });
    await desk.signUp("maya");
    await desk.signUp("shop");
    const made = await set(desk, dir, there.url);
    const pay = (amount: string) => desk.run("maya", ["transfer", "shop", amount, "--yes"]);

    assert.equal((await pay("1")).code, 0);
    await there.has(1);
    assert.deepEqual(amounts(there), [100]);
    const [{ body, headers }] = there.received as [typeof there.received[0]];
    assert.ok(new Webhook(made.secret).verify(body!, { ...headers }));
    assert.throws(() => new Webhook(made.secret).verify(body + " ", { ...headers }));

    // It ends after the receiver has it and before it has heard so.
    there.manner = async () => {
      await first.stop("SIGKILL");
      return new Response(null, { status: 204 });
    };
    // Its answer may be lost with the bank.
    await Promise.all([pay("2"), first.ended]);
    there.manner = () => new Response(null, { status: 204 });
    await using second = await startServer({
      launcher,
      data,
      port,
      args: [...args, "--http", "off"],
    });
    assert.equal((await pay("3")).code, 0);
    while (!amounts(there).includes(300)) await there.has(there.received.length + 1);
    assert.deepEqual(amounts(there), [100, 200, 200, 300]);
    const ids = there.received.map(({ headers }) => headers["webhook-id"]);
    assert.deepEqual([ids[1] === ids[2], new Set(ids).size], [true, 3]);
    const { answer: { webhooks: [view] } } = await desk.json("shop", ["webhook", "list"]);
    assert.deepEqual([view.url, view.gone], [there.url, false]);
    const { code, out } = await desk.run("shop", ["webhook", "remove", made.webhook]);
    assert.deepEqual([code, /Taken away/.test(out)], [0, true]);
    assert.doesNotMatch(first.stderr() + second.stderr(), /whsec_/);
  });
}

Deno.test("webhooks are off unless the settings say otherwise, and `public` sends to no network around the bank", async () => {
  using dir = scratch();
  await using there = await receiver(issuer);
  const data = join(dir.path, "data");
  const launcher = all[0]!;
  const args = ["--welcome", "1000"];
  {
    await using server = await startServer({ launcher, data, args });
    const desk = deskAt({ launcher, dir, server });
    await desk.signUp("kim");
    const { code, err } = await desk.run("kim", words(dir, "set", there.url));
    assert.deepEqual([code, /sends no events to programs/.test(err)], [1, true], err);
    await server.stop();
  }
  const pem = dir.file("authority.pem", issuer.certPem);
  const open = [...args, "--webhooks", "public", "--webhook-authority", pem];
  await using server = await startServer({ launcher, data, args: open });
  const desk = deskAt({ launcher, dir, server });
  await desk.signUp("maya");
  await desk.signUp("shop");
  const { webhook } = await set(desk, dir, there.url);
  assert.equal((await desk.run("maya", ["transfer", "shop", "1", "--yes"])).code, 0);
  await server.says(/a webhook fails .*not one of the world/);
  const listed = await desk.run("shop", ["webhook", "list"]);
  assert.match(
    listed.out,
    new RegExp(`^${webhook}  ${there.url}  0 delivered, failing, \\d+ tries`),
  );
  const retried = await desk.run("shop", ["webhook", "retry", webhook]);
  assert.equal(retried.code, 0, retried.err);
  const letters = await desk.run("shop", ["webhook", "letters", webhook]);
  assert.equal(letters.out, "Nothing was put aside.\n");
  const absent = await desk.run("shop", ["webhook", "remove", "100000000000.0000000000000000"]);
  assert.deepEqual([absent.code, /no such webhook/.test(absent.err)], [1, true]);
  assert.equal(there.received.length, 0);
});
