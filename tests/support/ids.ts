// Transfer ids for banks whose clock is the machine's.

/** When this run began: ids that are older than a week are looked for on the disk, a few of each customer's at once. */
const BEGAN = Date.now().toString(16).padStart(12, "0").replace(/^(.{8})/, "$1-");

/** A UUIDv7 of this run; a larger number is a later one. */
export function numberedId(number: number): string {
  return `${BEGAN}-7000-8000-${String(number).padStart(12, "0")}`;
}
