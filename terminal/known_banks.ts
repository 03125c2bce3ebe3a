// The banks of which this machine keeps something, for checks that are made without a connection.
import * as fs from "node:fs";
import { join } from "node:path";
import { hostAndPort } from "../net/typed_address.ts";
import { BankProfile, namesIn } from "./profile.ts";

export interface KnownBank {
  /** Host and port. */
  readonly address: string;
  readonly signingKey: string;
}

/** Banks that this machine has been connected to. */
export function knownBanks(directory: string): KnownBank[] {
  const banks = join(directory, "banks");
  if (!fs.existsSync(banks)) return [];
  return namesIn(banks).flatMap((name) => {
    const at = name.lastIndexOf("_");
    const [hostname, port] = [decodeURIComponent(name.slice(0, at)), Number(name.slice(at + 1))];
    const witness = new BankProfile(directory, hostname, port).witness();
    const address = hostAndPort({ hostname, port });
    return witness ? [{ address, signingKey: witness.signedBy }] : [];
  });
}
