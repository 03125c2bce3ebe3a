// A client in another language, written from docs/protocol.md alone, against a real server: what the
// document promises is enough to write one. A second bank plays the impostor, whose certificate must
// be refused.
import assert from "node:assert/strict";
import { join } from "node:path";
import { launchers, ROOT, scratch, startServer } from "../support/program.ts";

const STEPS = {
  certificate: "fingerprint wrong_fingerprint_refused right_fingerprint_sends impostor_refused",
  welcome: "hello head ping sign_up sign_up_second sign_up_staff sign_up_refusals",
  cash: "cash_in cash_in_needs_staff",
  payee: "payee_by_name payee_by_number payee_mistyped payee_unknown",
  transfer: "transfer_by_name transfer_by_number transfer_again_is_the_same id_reused " +
    "insufficient_funds did_you_mean same_account pipelined_transfers",
  settlement: "transfer_status void_of_a_booked_transfer transfer_void",
  history: "history_pages history_running_balance history_counterparties",
  reversal: "reverse already_reversed not_reversible",
  session: "resume change_password session_ended_elsewhere session_expired " +
    "log_in_with_the_old_password log_in log_out",
  closing: "account_not_empty close_account_with_sweep account_closed",
  errors: "error_frame_too_long error_not_utf8 error_not_json error_invalid_request " +
    "error_method_not_found error_invalid_params error_not_logged_in lines_that_are_fine busy " +
    "frame_limit_after_sign_in",
};

const ignore = !hasPython();
if (ignore) console.log("    (no python3: the client in another language is skipped)");

function hasPython(): boolean {
  try {
    return new Deno.Command("python3", { args: ["--version"] }).outputSync().success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

Deno.test({ name: "a Python client written from the document alone", ignore }, async () => {
  using dir = scratch();
  const launcher = launchers()[0]!;
  await using bank = await startServer({ launcher, data: join(dir.path, "bank") });
  await using impostor = await startServer({ launcher, data: join(dir.path, "impostor") });
  const { host, port, fingerprint, staffCode } = bank;
  const words = [host, String(port), fingerprint, staffCode!, String(impostor.port)];
  const { code, stdout, stderr } = await new Deno.Command("python3", {
    args: [join(ROOT, "tests", "interop", "client.py"), ...words],
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
  const printed = new TextDecoder().decode(stdout).trimEnd().split("\n");
  const expected = Object.values(STEPS).flatMap((names) => names.split(" "));
  assert.deepEqual(printed, expected.map((name) => `ok ${name}`));
});
