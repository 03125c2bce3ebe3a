// The last question of a command before anything is done.
import type { Customer } from "./customer.ts";
import { CommandError, EXIT, usageError } from "../console/exit.ts";

/** What a person who does not say yes is told. */
type No = `Nothing was ${string}.`;

/** @throws {CommandError} when the person does not say yes, or cannot be asked. */
export async function confirmed(customer: Customer, question: string, no: No): Promise<void> {
  requireAsking(customer);
  const answer = await customer.world.screen.ask(`${question} y/N `);
  if (!/^y(es)?$/i.test(answer)) throw new CommandError(EXIT.refused, no);
}

/** @throws {CommandError} where there is no terminal to ask at. */
export function requireAsking({ world: { screen } }: Customer): void {
  if (screen.interactive) return;
  throw usageError("Cannot ask for confirmation without a terminal: add --yes");
}
