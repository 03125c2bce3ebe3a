// Which bank is meant: --host and --port, else BANK_HOST and BANK_PORT, as people type and paste them. Flags win over the
// environment; where two of a kind name different ports, that is an error and not a guess.
import { PastedError, plainCode } from "../bank/pasted.ts";
import { readAddress, type TypedAddress } from "../net/typed_address.ts";
import { usageError } from "../console/exit.ts";
import type { Environment } from "../console/world.ts";
import { line } from "../console/screen.ts";
import { DEFAULT_PORT } from "./words/words.ts";

export interface PlaceWords {
  readonly host: string | undefined;
  readonly port: number | undefined;
}

export interface Place {
  readonly host: string;
  readonly port: number;
}

/**
 * The words with the bank that they mean.
 * @param fallback where neither names a host. @throws {CommandError} for what is no address, or two ports.
 */
export function placed<W extends PlaceWords>(
  words: W,
  { env, fallback }: { readonly env: Environment; readonly fallback: string },
): Omit<W, keyof Place> & Place {
  const flag = words.host === undefined ? null : readPlace(words.host, "--host");
  const fromEnv = env.BANK_HOST ? readPlace(env.BANK_HOST, "BANK_HOST") : null;
  const host = (flag ?? fromEnv)?.hostname ?? fallback;
  if (flag !== null) agree(words.port, flag.port, ["--port", "--host"]);
  const port = words.port ?? flag?.port;
  if (port !== undefined && port !== null) return { ...words, host, port };
  const envPort = env.BANK_PORT ? envPortOf(env.BANK_PORT) : undefined;
  const named = flag === null ? fromEnv?.port ?? null : null;
  agree(envPort, named, ["BANK_PORT", "BANK_HOST"]);
  return { ...words, host, port: named ?? envPort ?? DEFAULT_PORT };
}

function agree(
  port: number | undefined,
  inHost: number | null,
  [portName, hostName]: readonly [string, string],
): void {
  if (port === undefined || inHost === null || port === inHost) return;
  throw usageError(
    line`Cannot tell which port is meant: ${portName} says ${port}, ${hostName} says ${inHost}; leave one out`,
  );
}

/** @param name what it was given with. */
function readPlace(text: string, name: string): TypedAddress {
  try {
    return readAddress(text);
  } catch (error) {
    if (!(error instanceof PastedError)) throw error;
    throw usageError(line`Cannot use ${name} "${text}": ${error.message}`);
  }
}

function envPortOf(given: string): number {
  const digits = plainCode(given);
  if (/^\d{1,5}$/.test(digits) && Number(digits) <= 65_535) return Number(digits);
  throw usageError(line`Cannot use BANK_PORT "${given}": expected a number from 0 to 65535`);
}
