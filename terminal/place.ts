// Which bank is meant: --host and --port, else BANK_HOST and BANK_PORT, as people type and paste them. Flags win over the
// environment; where two of a kind name different ports, that is an error and not a guess. A bank with servers that stand by has
// several addresses, with commas between.
import { PastedError, plainCode } from "../bank/pasted.ts";
import { readAddress, type TypedAddress } from "../net/typed_address.ts";
import type { NetAddress } from "../net/runtime.ts";
import { usageError } from "../console/exit.ts";
import type { Environment } from "../console/world.ts";
import { line } from "../console/screen.ts";
import { DEFAULT_PORT } from "../api/ports.ts";

interface PlaceWords {
  readonly host: string | undefined;
  readonly port: number | undefined;
}

export interface Place {
  readonly host: string;
  readonly port: number;
  /** Other servers of the same bank, which stand by. */
  readonly others: readonly NetAddress[];
}

/** Where one may say it: on the command line, in the environment, in a file. */
export interface Level {
  readonly host: string | undefined;
  readonly port: string | number | undefined;
  /** What they are given with. */
  readonly names: readonly [host: string, port: string];
}

/**
 * The words with the bank that they mean.
 * @param fallback where neither names a host. @throws {CommandError} for what is no address, or two ports.
 */
export function placed<W extends PlaceWords>(
  words: W,
  { env, fallback }: { readonly env: Environment; readonly fallback: string },
): Omit<W, keyof Place> & Place {
  const [given, ...givenOthers] = words.host?.split(",") ?? [];
  const [usual, ...usualOthers] = env.BANK_HOST ? env.BANK_HOST.split(",") : [];
  const { host, port } = placeOf([
    { host: given, port: words.port, names: ["--host", "--port"] },
    { host: usual, port: env.BANK_PORT || undefined, names: ["BANK_HOST", "BANK_PORT"] },
  ]);
  const own = port ?? DEFAULT_PORT;
  const other = (name: string) => (text: string): NetAddress => {
    const { hostname, port = null } = readPlace(text, name);
    return { hostname, port: port ?? own };
  };
  const others = given === undefined
    ? usualOthers.map(other("BANK_HOST"))
    : givenOthers.map(other("--host"));
  return { ...words, host: host ?? fallback, port: own, others };
}

/**
 * A port that stands in an address counts where that address does.
 * @param levels the first that says something wins. @throws {CommandError} for what is no address, or two ports.
 */
export function placeOf(levels: readonly Level[]): {
  readonly host: string | null;
  readonly port: number | null;
  readonly portFrom: Level | null;
} {
  const addresses = levels.map(({ host, names: [name] }) =>
    host === undefined ? null : readPlace(host, name)
  );
  const chosen = addresses.find((address) => address !== null) ?? null;
  const host = chosen?.hostname ?? null;
  for (const [at, level] of levels.entries()) {
    const port = level.port === undefined ? undefined : portOf(level.port, level.names[1]);
    const named = addresses[at] === chosen ? chosen?.port ?? null : null;
    agree(port, named, level.names);
    const said = port ?? named;
    if (said !== null) return { host, port: said, portFrom: level };
  }
  return { host, port: null, portFrom: null };
}

function agree(
  port: number | undefined,
  inHost: number | null,
  [hostName, portName]: Level["names"],
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

function portOf(given: string | number, name: string): number {
  const digits = plainCode(String(given));
  if (/^\d{1,5}$/.test(digits) && Number(digits) <= 65_535) return Number(digits);
  throw usageError(line`Cannot use ${name} "${given}": expected a number from 0 to 65535`);
}
