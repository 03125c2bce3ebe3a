// What `bank doctor` finds: one check, whether it is good, and what to do where it is not.
import * as fs from "node:fs";
import { line } from "../../console/screen.ts";

export interface Finding {
  readonly check: string;
  readonly good: boolean;
  readonly found: string;
  /** What to do; only where it is not good. */
  readonly help?: string;
}

export function fine(check: string, found: string): Finding {
  return { check, good: true, found };
}

export function bad(check: string, found: string, help: string): Finding {
  return { check, good: false, found, help };
}

/** Datagrams have up to 1,200 bytes, and their headers 48. */
const MTU_MIN = 1_280;

/** As Linux lists it; other systems are not asked. */
export function mtuFinding(): Finding {
  const directory = "/sys/class/net";
  let small: string[];
  try {
    small = fs.readdirSync(directory).flatMap((name) => {
      const mtu = Number(fs.readFileSync(`${directory}/${name}/mtu`, "utf8"));
      return mtu < MTU_MIN ? [line`${name} ${mtu}`] : [];
    });
  } catch {
    // No Linux, or a compiled program, which may not look there.
    return fine("MTU", `not seen from here; \`ip link\` should show ${MTU_MIN} or more`);
  }
  return small.length === 0 ? fine("MTU", `every interface takes ${MTU_MIN} bytes`) : bad(
    "MTU",
    small.join(", "),
    line`ip link set dev NAME mtu ${MTU_MIN}, or alerts come over TCP`,
  );
}
