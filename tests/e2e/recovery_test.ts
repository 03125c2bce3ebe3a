// A lost password in what is shipped: staff at the command line, the customer at the command line or on the site.
import assert from "node:assert/strict";
import { join } from "node:path";
import { deskAt } from "../support/desk.ts";
import { scratch, shipped, startServer } from "../support/program.ts";

const launcher = shipped()[0]!;

Deno.test("a lost password: one begins, another agrees, the customer is in again, by command and on the site", async () => {
  using dir = scratch();
  const data = join(dir.path, "data");
  const first = await startServer({ launcher, data, args: ["--welcome", "100"] });
  const { port } = first;
  const desk = deskAt({ launcher, dir, server: first });
  await desk.signUp("maya");
  await desk.signUp("desk1", "--staff-code", first.staffCode!);
  await first.stop();
  const args = ["--new-staff-code", "--http", "0"];
  await using server = await startServer({ launcher, data, port, args });
  await desk.signUp("desk2", "--staff-code", server.staffCode!);
  const password = ["--password-file", join(dir.path, "password")];

  const code = async () => {
    const reason = ["--reason", "came with her passbook"];
    const begun = await desk.json("desk1", [...password, "recovery", "start", "maya", ...reason]);
    assert.equal(begun.code, 0, begun.err);
    const alone = await desk.run("desk1", [...password, "recovery", "agree", "maya"]);
    assert.deepEqual([alone.code, /Another member of staff/.test(alone.err)], [1, true], alone.err);
    const agreed = await desk.json("desk2", [...password, "recovery", "agree", "maya"]);
    assert.match(agreed.err, /came with her passbook/, "what is agreed to is shown");
    for (const { code } of [begun.answer, agreed.answer]) assert.match(code, /^(\d{4}-){2}\d{4}$/);
    return `${begun.answer.code} ${agreed.answer.code}`;
  };

  const fresh = dir.file("fresh", "a fresh start by noon\n");
  const recover = ["recover", "--new-password-file", fresh, "--recovery-code"];
  const wrong = await desk.run("maya", [...recover, "1234"]);
  assert.deepEqual([wrong.code, /Nothing was changed/.test(wrong.err)], [1, true], wrong.err);
  const back = await desk.json("maya", [...recover, await code()]);
  assert.equal(back.code, 0, back.err);
  const { answer } = await desk.json("maya", ["balance"]);
  assert.equal(answer?.bookedMinor, 10_000);
  const { out } = await desk.run("maya", ["alerts", "--all"]);
  for (const said of [/Staff have begun/, /second member of staff/, /set anew with a code/]) {
    assert.match(out, said);
  }

  const page = `http://127.0.0.1:${server.http}/lost-password`;
  const form = new URLSearchParams({
    userName: "maya",
    recoveryCode: (await code()).replaceAll("-", " "),
    newPassword: "yet another fresh start",
  });
  const post = () =>
    fetch(page, {
      method: "POST",
      body: form,
      redirect: "manual",
      headers: { origin: `http://127.0.0.1:${server.http}` },
    });
  const done = await post();
  assert.deepEqual([done.status, done.headers.get("location")], [303, "/me"], await done.text());
  assert.match(done.headers.get("set-cookie") ?? "", /__Host-/);
  const again = await post();
  const text = await again.text();
  assert.deepEqual([again.status, /was used already/.test(text)], [401, true], text);
});
