// The `type` of a problem (RFC 9457) is an address that answers: a page for people, with the code and what it means.
import assert from "node:assert/strict";
import { REFUSALS } from "../../bank/refusal.ts";
import { ERRORS } from "../../api/message.ts";
import { HTTP_CODES } from "../../net/http/http_problem.ts";
import { WebBank } from "../support/web_bank.ts";

Deno.test("problems: the type of each leads to a page that says what it means", async () => {
  await using web = await WebBank.open();
  const codes = [REFUSALS, ERRORS, HTTP_CODES].flatMap((table) => Object.keys(table));
  assert.ok(codes.length > 70, `${codes.length} codes`);
  for (const code of new Set(codes)) {
    const response = await fetch(`${web.origin}/problems/${code}`);
    const text = await response.text();
    assert.equal(response.status, 200, code);
    assert.match(response.headers.get("content-type") ?? "", /^text\/html/);
    assert.match(text, new RegExp(`<code>${code}</code>, HTTP [45]\\d\\d: .{5,}\\.</p>`), code);
    assert.doesNotMatch(text, /undefined|`/, code);
  }
});

Deno.test("problems: one that happens leads there, and one that there is not leads nowhere", async () => {
  await using web = await WebBank.open();
  const { body } = await web.rest().get("/v1/account");
  const page = await fetch(new URL(String(body.type), web.origin));
  assert.match(
    await page.text(),
    /<code>not_logged_in<\/code>, HTTP 401: the method needs a session\./,
  );
  for (const code of ["nothing", "constructor", "__proto__"]) {
    const response = await fetch(`${web.origin}/problems/${code}`);
    await response.body?.cancel();
    assert.equal(response.status, 404, code);
  }
});
