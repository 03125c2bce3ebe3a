// Programs with the library of each release at the bank of today, and programs with the library of today at the banks of each
// release: every method that both know, in one story, and every kind of entry and notice.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { join } from "node:path";
import { TRANSFER_KINDS, type TransferKind } from "../../bank/transfer_kind.ts";
import { NOTICE_KINDS } from "../../bank/trace.ts";
import { transferIdOf } from "../../bank/transfer_id.ts";
import { type BankConnection, connect } from "../../net/client/library.ts";
import type { AlertView } from "../../api/answers.ts";
import { everyKind, PEOPLE, TOLD } from "../support/every_kind.ts";
import { GIVING } from "../support/parity_giving.ts";
import { BEGINNING, type Row, Scene } from "../support/parity_story.ts";
import { scratch, type ServerProcess, startServer } from "../support/program.ts";
import {
  installedReleases,
  type Library,
  type Released,
  released,
  RELEASES,
  VERSIONS,
} from "../support/released.ts";
import { type Face, overTcp, type RestMethod } from "../support/two_faces.ts";
import { PASSWORD, WebBank } from "../support/web_bank.ts";

const STORY: readonly Row[] = [...BEGINNING, ...GIVING];

/** Called beside the story. A dispute needs two organisations: its answer is that of `review`. */
const BESIDE = ["resume", "alertsListen", "settleDispute"];

type Difference = readonly [method: RestMethod, parameter: string, now: string, then: string];

/** What banks of a release answer to a row of today's story with that parameter, where it is something else. */
const THEN: Readonly<Record<string, readonly Difference[]>> = {
  "0.1.0": [
    // It ended all sessions but one's own, and no single one.
    ["endOtherSessions", "session", "ok", "invalid_params"],
    // Officers could decide without having opened the document.
    ["reviewFact", "fact", "document_unopened", "ok"],
  ],
};

interface Telling {
  /** Where the story goes on. */
  readonly scene?: Scene;
  readonly then?: readonly Difference[];
}

async function told(
  face: Face,
  rows: readonly Row[],
  { scene = new Scene(face), then = [] }: Telling = {},
) {
  const worked = new Set<string>();
  for (const [place, [who, method, params, code]] of rows.entries()) {
    const given = typeof params === "function" ? params(scene) : params;
    const outcome = await face.call(who, method, given);
    const row = `row ${place}: ${who} ${method}`;
    const expected = then.find(([name, parameter, now]) =>
      name === method && parameter in given && now === code
    )?.[3] ?? code;
    assert.equal(outcome.code, expected, `${row}: ${JSON.stringify(outcome.body)}`);
    scene.note(who, outcome);
    if (outcome.code === "ok") worked.add(method);
  }
  return { scene, worked };
}

async function bankOfToday(): Promise<WebBank> {
  const web = await WebBank.open();
  for (const officer of ["asha", "bala"]) await web.customer(officer, true);
  return web;
}

function libraryAt(release: Released, { bank }: WebBank): Library {
  const { tcp, fingerprint } = bank;
  return released(release, { host: "127.0.0.1", port: tcp.port, fingerprint });
}

/** Today's library in this process, on a session of its own, and on another one when that has ended: every alert as it is. */
async function listenerOfToday({ bank }: WebBank, userName: string) {
  const { tcp: { port }, fingerprint } = bank;
  const alerts: AlertView[] = [];
  let [wake, close, closed] = [() => {}, () => {}, false];
  const onAlerts = (more: readonly AlertView[]) => {
    alerts.push(...more);
    wake();
  };
  const newest = (name: AlertView["stream"]) =>
    alerts.filter(({ stream }) => stream === name).at(-1)?.number ?? 0;
  const listen = async () => {
    const client = await connect({ host: "127.0.0.1", port, fingerprint });
    close = () => client.close();
    await client.call("logIn", { userName, password: PASSWORD });
    const from = { entry: newest("entry"), notice: newest("notice") };
    const stop = await client.alerts({ onAlerts, from });
    void client.ended.then(async () => {
      stop();
      if (!closed) await listen();
    }).catch(close);
  };
  await listen();
  return {
    async heard(count: number): Promise<readonly AlertView[]> {
      while (alerts.length < count) await new Promise<void>((resolve) => wake = resolve);
      return alerts;
    },
    close() {
      closed = true;
      close();
    },
  };
}

/**
 * The alert as a client of that release has to be told it: a transfer of a later kind is a transfer, a notice of a later kind
 * something unusual, with its name.
 */
function wordsOf({ entryKinds, noticeKinds }: Released, alert: AlertView): AlertView {
  if (alert.stream === "entry") {
    return entryKinds.has(alert.kind) ? alert : { ...alert, kind: "transfer" };
  }
  if (noticeKinds.has(alert.kind)) return alert;
  const { stream, number, kind, atMs } = alert;
  return { stream, number, kind: "suspicious", atMs, reasons: [kind.replaceAll("_", " ")] };
}

/** The order of each stream is kept, of the two there is none. */
function sorted(alerts: readonly AlertView[]) {
  const of = (name: AlertView["stream"]) => alerts.filter(({ stream }) => stream === name);
  return [of("entry"), of("notice")];
}

/** Of a release, with two officers: each of them needs a code of the server's. */
async function bankThen({ launcher }: Released, data: string): Promise<ServerProcess> {
  const args = ["--welcome", "1000.00"];
  const first = await startServer({ launcher, data, args });
  await officer(first, "asha");
  await first.stop();
  const server = await startServer({ launcher, data, args: [...args, "--new-staff-code"] });
  await officer(server, "bala");
  return server;
}

async function officer(server: ServerProcess, userName: string): Promise<void> {
  const { host, port, fingerprint, staffCode } = server;
  const client = await connect({ host, port, fingerprint });
  await client.call("signUp", { userName, password: PASSWORD, staffCode: staffCode! });
  client.close();
}

function libraryOfToday({ host, port, fingerprint }: ServerProcess) {
  const clients: BankConnection[] = [];
  const clock = { read: () => Date.now() };
  const random = () => crypto.getRandomValues(new Uint8Array(10));
  const face = overTcp({
    clock,
    newId: () => transferIdOf(clock.read(), random()),
    async tcp() {
      const client = await connect({ host, port, fingerprint });
      clients.push(client);
      return client;
    },
  });
  return { ...face, close: () => clients.forEach((client) => client.close()) };
}

Deno.test("the packages of releases are the ones that were released", async () => {
  const readme = Deno.readTextFileSync(join(RELEASES, "README.md"));
  assert.ok(VERSIONS.length > 0);
  for (const version of VERSIONS) {
    const name = `bank-${version}.tgz`;
    const bytes = Deno.readFileSync(join(RELEASES, name));
    const hash = Buffer.from(await crypto.subtle.digest("SHA-256", bytes)).toString("hex");
    assert.ok(readme.includes(`\`${name}\``) && readme.includes(`\`${hash}\``), name);
  }
});

for (const release of installedReleases()) {
  const { version, methods } = release;
  const known = STORY.filter(([, method]) => methods.has(method));

  Deno.test(`the library of ${version} at the bank of today: every method that it knows`, async () => {
    await using web = await bankOfToday();
    await using library = libraryAt(release, web);
    const { worked } = await told({ web, call: library.call }, known);
    assert.deepEqual([...methods].filter((name) => !worked.has(name)), BESIDE);
    const { body } = await library.call("cat", "signUp", { userName: "cat", password: PASSWORD });
    const { sessionToken } = body;
    const again = await library.call("cat again", "resume", { sessionToken });
    assert.deepEqual([again.code, again.body.account], ["ok", body.account]);
    assert.deepEqual(web.log.lines.filter(({ level }) => level === "error"), []);
  });

  Deno.test(`the library of ${version} is told every kind of alert by the bank of today, and stops at none`, async () => {
    await using web = await bankOfToday();
    await using library = libraryAt(release, web);
    const face = { web, call: library.call };
    const { scene } = await told(face, [...known, ...PEOPLE]);
    const ears = new Map(
      await Promise.all(TOLD.map(async (who) => {
        await library.listen(who);
        return [who, await listenerOfToday(web, who)] as const;
      })),
    );
    await everyKind(scene, { web, tell: async (rows) => void await told(face, rows, { scene }) });
    const kinds = new Set<string>();
    for (const [who, { heard, close }] of ears) {
      const { entries, notices } = web.bank.books.loop.ledger.accounts.get(scene.account(who))!;
      const count = entries + notices;
      const alerts = await heard(count);
      for (const { kind } of alerts) kinds.add(kind);
      const expected = sorted(alerts.map((alert) => wordsOf(release, alert)));
      assert.deepEqual(sorted(await library.heard(who, count)), expected, who);
      close();
    }
    // What goes out of the account at another bank, and what was counted wrong, is no customer's entry.
    const own: readonly TransferKind[] = ["paid_out", "cash_difference"];
    const entries = TRANSFER_KINDS.filter((kind) => !own.includes(kind));
    assert.deepEqual([...kinds].sort(), [...new Set([...entries, ...NOTICE_KINDS])].sort());
  });

  Deno.test(`the library of today at the bank of ${version}: every method that it has`, async () => {
    using dir = scratch();
    await using server = await bankThen(release, join(dir.path, "data"));
    const face = libraryOfToday(server);
    const then = THEN[version]!;
    const { worked } = await told(face, known, { then });
    assert.deepEqual([...methods].filter((name) => !worked.has(name)), BESIDE);
    const later = STORY.filter(([, method]) => !methods.has(method));
    for (const method of new Set(later.map(([, name]) => name))) {
      const { code } = await face.call("asha", method, {});
      assert.equal(code, "method_not_found", method);
    }
    face.close();
    assert.equal((await server.stop()).code, 0, server.stderr());
  });
}
