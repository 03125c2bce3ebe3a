// What a command may use of the outside. main.ts builds the real one.
import type { Host } from "../bank/host.ts";
import type { Runtime } from "../net/runtime.ts";
import type { Screen } from "./screen.ts";

/** The variables of the environment, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

export interface World {
  readonly host: Host;
  readonly runtime: Runtime;
  readonly env: Environment;
  readonly screen: Screen;
  /** e.g. `0.1.0`. */
  readonly version: string;
  /** The commit it was built from. */
  readonly build?: string;
}
