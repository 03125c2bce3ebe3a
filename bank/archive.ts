// What the ledger has let go from memory: old transfers, answered by a store. Declares the port; the common
// case, a new transfer id, is told from an old one without asking.
import type { Command, CommandOf } from "./command.ts";
import type { Ledger } from "./ledger.ts";
import { commandIn } from "./staff/agreement.ts";
import type { Transfer } from "./transfer.ts";
import type { TransferId } from "./transfer_id.ts";

export interface Archive {
  /** Ids up to this one (as texts, which is their order in time) may have left memory; later ones have not. */
  readonly horizon: TransferId;
  /** Grows whenever transfers leave memory: what was found absent before may be stale. */
  readonly evictions: number;
  /** Grows with every event that names a transfer. */
  readonly mark: number;
  /** Whether an event has named this id since the mark: what was read before may be stale. */
  changedSince(id: TransferId, mark: number): boolean;
  /** The transfer as the whole journal tells it, or null when it never happened. */
  transfer(id: TransferId): Promise<Transfer | null>;
}

/** Nothing ever leaves memory. */
export const NO_ARCHIVE: Archive = {
  horizon: "",
  evictions: 0,
  mark: 0,
  changedSince: () => false,
  transfer: () => Promise.resolve(null),
};

/** Ids of a command that memory knows nothing of, although they may have happened. */
export function forgottenIds(command: Command, ledger: Ledger, { horizon }: Archive): TransferId[] {
  if (horizon === "") return [];
  const named = command.type === "agree" ? proposedIn(command, ledger) : command;
  return (named ? idsOf(named) : []).filter((id) => id <= horizon && !ledger.transfers.get(id));
}

function proposedIn({ proposal }: CommandOf<"agree">, ledger: Ledger): Command | null {
  const known = ledger.proposals.get(proposal);
  return known ? commandIn(known) : null;
}

function idsOf(command: Command): TransferId[] {
  switch (command.type) {
    case "reverse":
    case "refund_gift":
      return [command.id, command.transfer];
    case "open_account":
      return command.welcome ? [command.welcome.id] : [];
    case "close_account":
      return command.sweep ? [command.sweep.id] : [];
    default:
      return "id" in command ? [command.id] : [];
  }
}
