// net/tcp/server_connection.ts through a connection in memory: what a malformed or unknown request does to its own
// connection, and that no other connection notices. Bounds and silence are in connection_limits_test.ts.
import assert from "node:assert/strict";
import { FRAME_BYTES_MAX, FRAME_BYTES_MAX_STRANGER } from "../../api/limits.ts";
import { type ErrorName, ERRORS } from "../../api/message.ts";
import { HeldRouter } from "../support/held_router.ts";
import { type Customer, TestBank } from "../support/service.ts";

const utf8 = (text: string) => new TextEncoder().encode(text);

const request = (id: number | string, method: string, params: unknown = {}) =>
  JSON.stringify({ jsonrpc: "2.0", id, method, params }) + "\n";

const PROTOCOL_ERRORS: [string, string | Uint8Array, ErrorName][] = [
  ["a frame one over the limit", "x".repeat(FRAME_BYTES_MAX_STRANGER + 1), "frame_too_long"],
  ["invalid UTF-8", Uint8Array.of(0x7b, 0xff, 0x7d, 0x0a), "not_utf8"],
  ["words", "hello there\n", "not_json"],
  ["HTTP", "GET / HTTP/1.1\r\n\r\n", "not_json"],
  ["a batch", `[${request(1, "ping").trim()}]\n`, "invalid_request"],
  ["a notification", '{"jsonrpc":"2.0","method":"ping"}\n', "invalid_request"],
  ["an extra member", '{"jsonrpc":"2.0","id":1,"method":"ping","x":1}\n', "invalid_request"],
];

for (const [name, bytes, error] of PROTOCOL_ERRORS) {
  Deno.test(`connection: ${name} is ${error}: told once, then closed, others notice nothing`, async () => {
    await using bank = await TestBank.open();
    await using line = bank.line();
    await using other = bank.line();
    assert.equal((await other.peer.ask(1, "ping")).id, 1);
    await line.peer.send(bytes);
    const [answer, ...more] = await line.peer.rest();
    assert.deepEqual([answer!.id, answer!.error!.code], [null, ERRORS[error].code]);
    assert.deepEqual(answer!.error!.data, { code: error, retryable: false });
    assert.deepEqual(more, []);
    await line.over;
    assert(line.server.closed);
    assert.equal((await other.peer.ask(2, "ping")).id, 2);
    assert(!other.server.closed);
  });
}

Deno.test("connection: closes exactly where the table of errors says so", () => {
  const closing = Object.entries(ERRORS).filter(([, { closes }]) => closes).map(([name]) => name);
  assert.deepEqual(closing, ["frame_too_long", "not_utf8", "not_json", "invalid_request"]);
  assert.deepEqual(new Set(closing), new Set(PROTOCOL_ERRORS.map(([, , error]) => error)));
});

const ANSWERED: [string, string, unknown, ErrorName, RegExp][] = [
  ["an unknown method", "fly", {}, "method_not_found", /fly/],
  ["a method of every object", "constructor", {}, "method_not_found", /constructor/],
  ["__proto__ as a method", "__proto__", {}, "method_not_found", /__proto__/],
  ["an extra field", "ping", { more: 1 }, "invalid_params", /unknown field more/],
  ["a wrong type", "hello", { client: 7 }, "invalid_params", /^client: /],
  ["a missing field", "logIn", { userName: "alice" }, "invalid_params", /^password: /],
  ["params in a list", "ping", [], "invalid_params", /./],
  ["params null", "ping", null, "invalid_params", /./],
  ["params as text", "ping", "now", "invalid_params", /./],
];

Deno.test("connection: answers mistakes within a request and stays open", async () => {
  await using bank = await TestBank.open();
  await using line = bank.line();
  for (const [name, method, params, error, about] of ANSWERED) {
    const answer = await line.peer.ask(name, method, params);
    assert.deepEqual([answer.id, answer.error?.code], [name, ERRORS[error].code], name);
    assert.deepEqual(answer.error!.data, { code: error, retryable: false }, name);
    assert.match(answer.error!.message, about, name);
  }
  assert.equal((await line.peer.ask(1, "ping")).result!.atMs, bank.clock.nowMs);
});

Deno.test("connection: a refused shape does not repeat what was sent: it may be a secret", async () => {
  await using bank = await TestBank.open();
  await using line = bank.line();
  const params = { userName: "alice", password: { very: "s3cret-value" }, device: "s3cret-device" };
  const answer = await line.peer.ask(1, "logIn", params);
  assert.equal(answer.error?.data.code, "invalid_params");
  assert.doesNotMatch(JSON.stringify(answer), /s3cret/);
});

Deno.test("connection: what was asked before the mistake is answered, what comes after is not", async () => {
  await using bank = await TestBank.open();
  await using line = bank.line();
  await line.peer.send(request(1, "ping") + "oops\n" + request(2, "ping"));
  const ids = (await line.peer.rest()).map(({ id }) => id);
  assert.deepEqual(ids, [1, null]);
});

Deno.test("connection: byte by byte, CRLF and empty lines are the same conversation", async () => {
  await using bank = await TestBank.open();
  await using line = bank.line();
  for (const byte of utf8(`\r\n${request(1, "ping").trim()}\r\n\n${request(2, "hello")}`)) {
    await line.peer.send(Uint8Array.of(byte));
  }
  assert.deepEqual([(await line.peer.next())!.id, (await line.peer.next())!.id], [1, 2]);
});

Deno.test("connection: customer methods before sign-in, staff methods as a customer", async () => {
  await using bank = await TestBank.open();
  await using line = bank.line();
  const { token } = await bank.customer("alice");
  assert.equal((await line.peer.ask(1, "balance")).error!.data.code, "not_logged_in");
  assert.equal((await line.peer.ask(2, "cashIn", { bad: 1 })).error!.data.code, "not_logged_in");
  await line.peer.ask(3, "resume", { sessionToken: token });
  const refused = (await line.peer.ask(4, "cashIn", {})).error!;
  assert.deepEqual(refused.data, { code: "not_allowed", needs: "staff", retryable: false });
  assert.equal(refused.code, -32000);
});

/** A ping with a client name that makes its frame exactly so long. */
function frameOf(bytes: number): string {
  const empty = request(1, "ping", { pad: "" }).length - 1;
  return request(1, "ping", { pad: "x".repeat(bytes - empty) });
}

async function signedIn(
  bank: TestBank,
): Promise<{ line: ReturnType<TestBank["line"]>; who: Customer }> {
  const who = await bank.customer("alice");
  const line = bank.line();
  await line.peer.ask(0, "resume", { sessionToken: who.token });
  return { line, who };
}

Deno.test("connection: frame limit before sign-in: at and one over", async () => {
  await using bank = await TestBank.open();
  await using line = bank.line();
  await line.peer.send(frameOf(FRAME_BYTES_MAX_STRANGER));
  assert.equal((await line.peer.next())!.error!.data.code, "invalid_params");
  await line.peer.send(frameOf(FRAME_BYTES_MAX_STRANGER + 1));
  const codes = (await line.peer.rest()).map(({ error }) => error?.data.code);
  assert.deepEqual(codes, ["frame_too_long"]);
});

Deno.test("connection: frame limit after sign-in: at and one over, and small again after", async () => {
  await using bank = await TestBank.open();
  const { line, who } = await signedIn(bank);
  await using _line = line;
  await line.peer.send(frameOf(FRAME_BYTES_MAX));
  assert.equal((await line.peer.next())!.error!.data.code, "invalid_params");
  await line.peer.ask(2, "logOut");
  await line.peer.ask(3, "resume", { sessionToken: await bank.token(who.account) });
  await line.peer.send(frameOf(FRAME_BYTES_MAX + 1));
  const codes = (await line.peer.rest()).map(({ error }) => error?.data.code);
  assert.deepEqual(codes, ["frame_too_long"]);
});

Deno.test("connection: after sign-out the stranger's frame limit holds", async () => {
  await using bank = await TestBank.open();
  const { line } = await signedIn(bank);
  await using _line = line;
  await line.peer.ask(1, "logOut");
  await line.peer.send(frameOf(FRAME_BYTES_MAX_STRANGER + 1));
  const codes = (await line.peer.rest()).map(({ error }) => error?.data.code);
  assert.deepEqual(codes, ["frame_too_long"]);
});

Deno.test("connection: pipelined requests are each answered under their own id", async () => {
  await using bank = await TestBank.open();
  const { line } = await signedIn(bank);
  await using _line = line;
  const ids = Array.from({ length: 50 }, (_, number) => number + 1);
  await line.peer.send(ids.map((id) => request(id, id % 2 ? "balance" : "history")).join(""));
  const answered = new Map<unknown, unknown>();
  for (const _ of ids) {
    const { id, result } = (await line.peer.next())!;
    answered.set(id, Object.keys(result!).includes("entries") ? "history" : "balance");
  }
  assert.deepEqual(answered.size, ids.length);
  for (const id of ids) assert.equal(answered.get(id), id % 2 ? "balance" : "history");
});

Deno.test("connection: answers leave in the order they are ready, not asked", async () => {
  await using bank = await TestBank.open();
  const router = new HeldRouter(bank.service);
  await using line = bank.line({ router });
  await line.peer.send(["a", "b", "c"].map((id) => request(id, "ping")).join(""));
  await router.holds(3);
  for (const id of ["b", "c", "a"]) {
    router.letGo(id);
    assert.equal((await line.peer.next())!.id, id);
  }
});

Deno.test("connection: a failure of ours shows an incident id, the log has the stack", async () => {
  await using bank = await TestBank.open();
  const { line } = await signedIn(bank);
  await using _line = line;
  bank.people.person = () => Promise.reject(new Error("secret detail"));
  const later = await line.peer.ask(1, "payee", { payee: bank.transferId() });
  bank.loop.ledger.accounts.get = () => {
    throw new Error("secret detail");
  };
  const answers = [await line.peer.ask(2, "balance"), await line.peer.ask(3, "account")];
  assert.equal(later.error!.data.code, "no_such_payee");
  for (const [place, answer] of answers.entries()) {
    assert.equal(answer.error!.code, -32603);
    assert.deepEqual(answer.error!.data, { code: "internal", retryable: false });
    assert.doesNotMatch(JSON.stringify(answer), /secret detail|\.ts/);
    const incident = /incident ([0-9a-f]{12})$/.exec(answer.error!.message)?.[1];
    const { level, fields } = bank.log.lines[place]!;
    assert.deepEqual([level, fields.incident], ["error", incident]);
    assert.match(String(fields.error), /secret detail[\s\S]*accounts\.ts/);
  }
  assert.equal((await line.peer.ask(4, "ping")).id, 4);
});
