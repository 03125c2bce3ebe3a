// The end of a customer's life at the terminal: a machine that the bank has just met closes nothing, one that it knows closes the
// account for ever.
import assert from "node:assert/strict";
import { PASSWORD } from "./desk.ts";
import type { neighbour, Place } from "./home.ts";
import type { Seat } from "./seat.ts";

type Neighbour = Awaited<ReturnType<typeof neighbour>>;

export interface Journey {
  readonly at: Place;
  readonly seat: Seat;
  readonly bob: Neighbour;
}

/** Of a machine that the bank has just met, a bank takes no farewell. */
export async function strangersDoNotClose({ seat }: Journey): Promise<void> {
  const { tmux } = seat;
  await seat.home();
  await seat.pick("c", "Close account");
  await seat.answer("19,524.00 INR are left. Who gets them", "ann");
  await seat.answer("Type your user name to confirm", "ann");
  await tmux.until(/Nothing was closed\./);
  await seat.home();
  await seat.pick("c", "Close account");
  await seat.answer("19,524.00 INR are left. Who gets them", "ann");
  await seat.answer("Type your user name to confirm", "bob");
  await seat.secret("Your password", PASSWORD);
  await tmux.until(/This machine is new to the bank/);
  await seat.home();
  await seat.pick("l", "Log out");
  await tmux.until(/Logged out\.\n\? Village Bank/);
}

export async function closeAccount({ seat, bob }: Journey): Promise<void> {
  const { tmux } = seat;
  await tmux.press("Enter");
  await seat.answer("User name", "ann");
  await seat.secret("Password of ann", PASSWORD);
  await tmux.until(/ann@127\.0\.0\.1:\d+ · online(?:\n.*)*\n\? What would .* 476\.00 INR/);
  await seat.home();
  await seat.pick("c", "Close account");
  await seat.answer("476.00 INR are left. Who gets them", "bob");
  await seat.answer("Type your user name to confirm", "ann");
  await seat.secret("Your password", PASSWORD);
  await seat.shows(`
✔ Type your user name to confirm  ann
✔ Your password  •••••••••••••••••••••
Account <1234 5678 90> is closed and the profile erased. Goodbye.
? Village Bank
❯ Log in
  Sign up
  Lost password: I have a code from the bank
  Quit
  up/down move · Enter choose · letters jump · Ctrl-C quit`);
  assert.equal((await bob.link.call("balance", {})).bookedMinor, 2_000_000);
  await seat.pick("q", "Quit");
  await tmux.until(/✔ Village Bank {2}Quit\nGoodbye\./, { all: true });
  await seat.ended(0);
}
