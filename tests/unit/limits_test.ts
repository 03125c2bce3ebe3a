// How the bounds of the core and of the network layer belong together: what one of them lets in, the next one can hold.
import assert from "node:assert/strict";
import { DOCUMENT_BYTES_MAX } from "../../bank/giving/document.ts";
import * as core from "../../bank/limits.ts";
import { budgetsFor } from "../../service/sharing/budgets.ts";
import * as net from "../../api/limits.ts";

/** Bytes of a value of Deno KV, and of one of its transactions. */
const [KV_VALUE_BYTES_MAX, KV_COMMIT_BYTES_MAX] = [65_536, 819_200];

const RELATIONS: readonly (readonly [what: string, less: number, more: number])[] = [
  [
    "a block is a value of Deno KV",
    core.BLOCK_BYTES_MAX + core.BLOCK_FRAME_BYTES_MAX,
    KV_VALUE_BYTES_MAX,
  ],
  ["blocks of one commit", core.BLOCKS_PER_COMMIT_MAX * KV_VALUE_BYTES_MAX, KV_COMMIT_BYTES_MAX],
  [
    "one account is no eighth of what waits",
    8 * net.REQUESTS_PER_ACCOUNT_MAX,
    core.WAITING_COMMANDS_MAX,
  ],
  [
    "one connection is a part of its account",
    net.REQUESTS_IN_FLIGHT_MAX,
    net.REQUESTS_PER_ACCOUNT_MAX,
  ],
  [
    "memo and reference of a request are one memo",
    core.REQUEST_MEMO_CHARS_MAX + 1 + core.REQUEST_REFERENCE_CHARS_MAX,
    core.MEMO_CHARS_MAX,
  ],
  ["one call is a part of a day's requests", net.PAYERS_PER_CALL_MAX, core.REQUESTS_PER_DAY_MAX],
  ["a day's requests may be open", core.REQUESTS_PER_DAY_MAX, core.OPEN_REQUESTS_MAX],
  ["one account asks for old ids", 8 * core.RECALLS_PER_ACCOUNT_MAX, core.RECALLS_MAX],
  ["strangers leave room for members", net.STRANGERS_MAX, net.MEMBERS_MAX / 2],
  ["one account leaves room for others", 100 * net.CONNECTIONS_PER_ACCOUNT_MAX, net.MEMBERS_MAX],
  ["one account's live pages", 100 * net.LIVE_PER_ACCOUNT_MAX, net.LIVE_SOCKETS_MAX],
  ["a stranger's frame", net.FRAME_BYTES_MAX_STRANGER, net.FRAME_BYTES_MAX],
  [
    "a part of a document in base64 is a frame",
    Math.ceil(net.DOCUMENT_PART_BYTES / 3) * 4 + 1_024,
    net.FRAME_BYTES_MAX,
  ],
  [
    "the parts are a document",
    DOCUMENT_BYTES_MAX,
    net.DOCUMENT_PARTS_MAX * net.DOCUMENT_PART_BYTES,
  ],
  [
    "a document is less than what one customer hands in",
    DOCUMENT_BYTES_MAX,
    net.DOCUMENTS_STAGED_BYTES_PER_ACCOUNT,
  ],
  [
    "one customer hands in",
    8 * net.DOCUMENTS_STAGED_BYTES_PER_ACCOUNT,
    net.DOCUMENTS_STAGED_BYTES_MAX,
  ],
  [
    "documents of one organisation",
    100 * net.DOCUMENTS_BYTES_PER_ORGANISATION,
    net.DOCUMENTS_UNSEEN_BYTES_MAX,
  ],
  ["documents that no officer knows", net.DOCUMENTS_UNSEEN_BYTES_MAX, net.DOCUMENTS_BYTES_MAX / 4],
  ["alerts wait before a connection is closed", net.PUSH_BYTES_MAX, net.OUTBOX_BYTES_MAX],
  ["one connection's answers", net.OUTBOX_BYTES_MAX, net.UNSENT_BYTES_PER_HOLDER],
  ["one holder's answers", 16 * net.UNSENT_BYTES_PER_HOLDER, net.UNSENT_BYTES_MAX],
  ["a page of history goes out at once", net.HISTORY_PAGE_MAX * 1_024, net.OUTBOX_BYTES_MAX],
  ["looks of one account", net.LOOKS_PER_LINE_MAX, net.LOOKS_WAITING_MAX / 4],
  [
    "who waits for a hash is answered before the client gives up, also where one takes four times as long as usual",
    4 * 57 * net.HASHES_WAITING_MAX / net.HASHES_AT_ONCE,
    net.ANSWER_MS,
  ],
  ["a handshake is shorter than a stranger's silence", net.HANDSHAKE_MS, net.IDLE_MS_STRANGER],
  [
    "a document may take longer than a connection stands still",
    net.DOCUMENT_MS_MAX,
    net.WEB_SILENT_MS - 1,
  ],
  ["a client waits longer than it takes to be cut off", net.CONNECT_MS - 1, net.HANDSHAKE_MS],
  ["a stop fits into two seconds", net.DRAIN_MS + net.LEAVE_MS, 2_000],
  ["ids ahead are fewer than ids that count", core.ID_AHEAD_MS_MAX, core.ID_BEHIND_MS_MAX],
  ["a step of the clock makes no id too new", core.CLOCK_STEP_MS_MAX, core.ID_AHEAD_MS_MAX],
  ["a password is asked for", core.PASSWORD_CHARS_MIN, core.PASSWORD_CHARS_MAX],
];

for (const [what, less, more] of RELATIONS) {
  Deno.test(`limits: ${what}: ${less} and ${more}`, () => assert.ok(less <= more));
}

Deno.test("limits: with few descriptors each share is smaller, and none is empty", () => {
  const [plenty, few] = [budgetsFor(null), budgetsFor(1_024)];
  for (const name of ["strangers", "members", "web", "live", "ownLive"] as const) {
    const [most, least] = [plenty[name].scarce.max, few[name].scarce.max];
    assert.ok(least >= 1 && least < most, `${name}: ${least} of ${most}`);
  }
  const { strangers, members, web, live } = few;
  const descriptors = members.scarce.max + 3 * strangers.scarce.max + 3 * web.scarce.max +
    live.scarce.max;
  assert.ok(descriptors <= 1_024 - 256, `${descriptors} descriptors`);
});
