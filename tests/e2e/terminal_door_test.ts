// At the door for longer than the bank waits for strangers: what was typed is not lost.
import assert from "node:assert/strict";
import { PASSWORD } from "../support/desk.ts";
import { type Place, place, startAgain } from "../support/home.ts";
import { Seat } from "../support/seat.ts";
import { hasTmux } from "../support/tmux.ts";

async function restart(at: Place): Promise<void> {
  await at.server.stop("SIGKILL");
  await startAgain(at);
}

Deno.test({
  name: "signing up goes on where the connection ended meanwhile, and so does logging in",
  ignore: !hasTmux,
  async fn() {
    await using at = await place();
    await using seat = await Seat.open(at, {});
    const { tmux } = seat;
    await seat.answer("Are they the same? Type yes to trust it", "yes");
    await seat.pick("s", "Sign up");
    await seat.answer("Choose a user name", "ann");
    // To the client it is the same as being sent away for saying nothing.
    await restart(at);
    await seat.answer("Your name, as payers see it", "Ann");
    await seat.secret("Choose a password", PASSWORD);
    await seat.secret("The same again", PASSWORD);
    await seat.answer("Staff code (empty for customers)", "");
    await tmux.until(/Welcome, Ann\. Your account number is/);
    await seat.home();
    await seat.pick("l", "Log out");
    await tmux.until(/Logged out\.\n\? Village Bank/);
    await restart(at);
    await tmux.press("Enter");
    await seat.answer("User name", "ann");
    await seat.secret("Password of ann", PASSWORD);
    await tmux.until(/ann@127\.0\.0\.1:\d+ · online/);
    assert.doesNotMatch(await tmux.screen({ all: true }), /connection was lost/);
  },
});
