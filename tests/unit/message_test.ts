// api/message.ts: which envelopes are requests, and that answers are JSON-RPC 2.0 that reads back to what was
// said. Tables of texts; no sockets.
import assert from "node:assert/strict";
import { Refusal, type RefusalCode, REFUSALS } from "../../bank/refusal.ts";
import {
  answerError,
  type ErrorName,
  ERRORS,
  errorText,
  notificationText,
  parseRequest,
  refusalText,
  REFUSED,
  RemoteError,
  requestText,
  resultText,
} from "../../api/message.ts";

const BAD: [string, string, "not_json" | "invalid_request"][] = [
  ["nothing", " ", "not_json"],
  ["plain words", "hello", "not_json"],
  ["half an object", '{"jsonrpc":"2.0"', "not_json"],
  ["two objects", "{}{}", "not_json"],
  ["a byte order mark", '\uFEFF{"jsonrpc":"2.0","id":1,"method":"ping"}', "not_json"],
  ["single quotes", "{'jsonrpc':'2.0'}", "not_json"],
  ["NaN", '{"jsonrpc":"2.0","id":NaN,"method":"ping"}', "not_json"],
  ["HTTP", "GET / HTTP/1.1", "not_json"],
  ["null", "null", "invalid_request"],
  ["a number", "7", "invalid_request"],
  ["a text", '"ping"', "invalid_request"],
  ["true", "true", "invalid_request"],
  ["an empty object", "{}", "invalid_request"],
  ["an empty batch", "[]", "invalid_request"],
  ["a batch", '[{"jsonrpc":"2.0","id":1,"method":"ping"}]', "invalid_request"],
  ["no version", '{"id":1,"method":"ping"}', "invalid_request"],
  ["version 1.0", '{"jsonrpc":"1.0","id":1,"method":"ping"}', "invalid_request"],
  ["version as a number", '{"jsonrpc":2.0,"id":1,"method":"ping"}', "invalid_request"],
  ["no method", '{"jsonrpc":"2.0","id":1}', "invalid_request"],
  ["method as a number", '{"jsonrpc":"2.0","id":1,"method":1}', "invalid_request"],
  ["no id: a notification", '{"jsonrpc":"2.0","method":"ping"}', "invalid_request"],
  ["id null", '{"jsonrpc":"2.0","id":null,"method":"ping"}', "invalid_request"],
  ["id true", '{"jsonrpc":"2.0","id":true,"method":"ping"}', "invalid_request"],
  ["id in an object", '{"jsonrpc":"2.0","id":{},"method":"ping"}', "invalid_request"],
  ["id in a list", '{"jsonrpc":"2.0","id":[1],"method":"ping"}', "invalid_request"],
  ["id with a fraction", '{"jsonrpc":"2.0","id":1.5,"method":"ping"}', "invalid_request"],
  ["id above 2^53-1", '{"jsonrpc":"2.0","id":9007199254740992,"method":"ping"}', "invalid_request"],
  ["id infinite", '{"jsonrpc":"2.0","id":1e999,"method":"ping"}', "invalid_request"],
  ["id of 65", `{"jsonrpc":"2.0","id":"${"x".repeat(65)}","method":"ping"}`, "invalid_request"],
  ["one more member", '{"jsonrpc":"2.0","id":1,"method":"ping","more":1}', "invalid_request"],
  ["__proto__", '{"jsonrpc":"2.0","id":1,"method":"ping","__proto__":{}}', "invalid_request"],
  ["envelope in a prototype", '{"__proto__":{"jsonrpc":"2.0"}}', "invalid_request"],
  ["an answer", '{"jsonrpc":"2.0","id":1,"result":{}}', "invalid_request"],
];

for (const [name, frame, wrong] of BAD) {
  Deno.test(`message: ${name} is ${wrong}`, () => assert.equal(parseRequest(frame), wrong));
}

Deno.test("message: very deep nesting is refused or read, never thrown", () => {
  const deep = `{"jsonrpc":"2.0","id":1,"method":"ping","params":${"[".repeat(30_000)}`;
  assert.equal(parseRequest(deep), "not_json");
  assert.notEqual(parseRequest(deep + "]".repeat(30_000) + "}"), "invalid_request");
});

const GOOD: [string, string, unknown][] = [
  ["number id", '{"jsonrpc":"2.0","id":1,"method":"ping"}', { id: 1, method: "ping", params: {} }],
  ["text id", '{"jsonrpc":"2.0","id":"a","method":"m"}', { id: "a", method: "m", params: {} }],
  ["empty id", '{"jsonrpc":"2.0","id":"","method":"m"}', { id: "", method: "m", params: {} }],
  ["negative id", '{"jsonrpc":"2.0","id":-5,"method":"m"}', { id: -5, method: "m", params: {} }],
  ["null params", '{"jsonrpc":"2.0","id":1,"method":"m","params":null}', {
    id: 1,
    method: "m",
    params: null,
  }],
  ["params are passed as they are", '{"jsonrpc":"2.0","id":1,"method":"m","params":[1,{"a":2}]}', {
    id: 1,
    method: "m",
    params: [1, { a: 2 }],
  }],
  [
    "members in any order",
    '{"params":{"x":1},"method":"m","id":9007199254740991,"jsonrpc":"2.0"}',
    {
      id: Number.MAX_SAFE_INTEGER,
      method: "m",
      params: { x: 1 },
    },
  ],
  ["id of 64", `{"jsonrpc":"2.0","id":"${"x".repeat(64)}","method":"m"}`, {
    id: "x".repeat(64),
    method: "m",
    params: {},
  }],
  ["any method name", '{"jsonrpc":"2.0","id":1,"method":"constructor"}', {
    id: 1,
    method: "constructor",
    params: {},
  }],
];

for (const [name, frame, request] of GOOD) {
  Deno.test(`message: good: ${name}`, () => assert.deepEqual(parseRequest(frame), request));
}

/** One frame: one line, and only its end is a line end. */
function one(text: string): unknown {
  assert.equal(text.indexOf("\n"), text.length - 1);
  return JSON.parse(text);
}

const IDS = [1, -1, 0, "a", "", 'with "quotes"', "line\nend", "₹"];

Deno.test("message: a request reads back as what was asked", () => {
  for (const id of IDS) {
    const params = { memo: 'a "quoted" \n line', to: "bob" };
    const frame = requestText(id, "transfer", params);
    one(frame);
    assert.deepEqual(parseRequest(frame), { id, method: "transfer", params });
  }
});

Deno.test("message: a result carries the id and the value", () => {
  for (const id of IDS) {
    const result = { text: "line\nend \u2028", list: [1, null], at: 0 };
    assert.deepEqual(one(resultText(id, result)), { jsonrpc: "2.0", id, result });
  }
});

Deno.test("message: every refusal reads back with code, detail and retryable", () => {
  for (const [code, { retryable }] of Object.entries(REFUSALS)) {
    const refusal = new Refusal(code as RefusalCode, { amountMinor: 700, given: "x" });
    const answer = one(refusalText(4, refusal)) as { error: { code: number; data: object } };
    assert.equal(answer.error.code, REFUSED);
    assert.deepEqual(answer.error.data, { amountMinor: 700, given: "x", code, retryable });
    assert.deepEqual(answerError(answer.error), refusal);
  }
});

Deno.test("message: every error has its JSON-RPC code and reads back as a RemoteError", () => {
  const codes: Record<ErrorName, number> = {
    frame_too_long: -32700,
    not_utf8: -32700,
    not_json: -32700,
    invalid_request: -32600,
    method_not_found: -32601,
    invalid_params: -32602,
    internal: -32603,
  };
  for (const [name, code] of Object.entries(codes)) {
    assert.equal(ERRORS[name as ErrorName].code, code);
    const answer = one(errorText(null, name as ErrorName, "about")) as Record<string, unknown>;
    const data = { code: name, retryable: false };
    assert.deepEqual(answer, { jsonrpc: "2.0", id: null, error: { code, message: "about", data } });
    const error = answerError(answer.error);
    assert(error instanceof RemoteError);
    assert.deepEqual([error.code, error.message], [name, "about"]);
  }
  assert.deepEqual(Object.keys(ERRORS).sort(), Object.keys(codes).sort());
});

Deno.test("message: an error in an unknown form is a RemoteError, not a refusal", () => {
  for (
    const error of [{}, { message: "x" }, { data: { code: "toString" } }, { data: { code: 7 } }]
  ) {
    assert(answerError(error) instanceof RemoteError, JSON.stringify(error));
  }
});

Deno.test("message: a notification has no id", () => {
  const message = one(notificationText("closing", { reason: "idle" }));
  assert.deepEqual(message, { jsonrpc: "2.0", method: "closing", params: { reason: "idle" } });
});
