// Giving as the service of a bank: what its handlers share.
import type { CommitLoop } from "../bank/commit_loop.ts";
import { Directory } from "./directory.ts";
import type { GivingStore } from "./giving_port.ts";
import { GivingRegister } from "./giving_register.ts";
import { StagedDocuments } from "./staged_documents.ts";

export interface Giving {
  readonly store: GivingStore;
  readonly register: GivingRegister;
  readonly directory: Directory;
  readonly staged: StagedDocuments;
}

/** After the ledger has been replayed; observes it from then on. */
export async function openGiving(loop: CommitLoop, store: GivingStore): Promise<Giving> {
  const register = new GivingRegister(loop.ledger);
  loop.observe(register.observe);
  const directory = new Directory(loop, store, register);
  await directory.load();
  return { store, register, directory, staged: new StagedDocuments() };
}
