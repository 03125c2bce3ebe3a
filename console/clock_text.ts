// Clocks that differ, in words: how much, and in which direction.

const UNITS = [["d", 86_400_000], ["h", 3_600_000], ["min", 60_000], ["s", 1_000]] as const;

/** The two largest units: `5 h 30 min`; below a minute seconds alone. */
export function durationText(ms: number): string {
  const first = UNITS.findIndex(([, unitMs]) => Math.round(Math.abs(ms) / 1_000) * 1_000 >= unitMs);
  if (first < 0) return "0 s";
  const [name, unitMs] = UNITS[first]!;
  const [nextName, nextMs] = UNITS[first + 1] ?? ["", unitMs];
  const parts = Math.round(Math.abs(ms) / nextMs);
  const perUnit = unitMs / nextMs;
  const [whole, rest] = [Math.floor(parts / perUnit), parts % perUnit];
  return rest === 0 || nextName === ""
    ? `${whole} ${name}`
    : `${whole} ${name} ${rest} ${nextName}`;
}

export const CLOCK_HELP = "Set it right: timedatectl set-ntp true";

/** Less than half a second counts as no difference. @param aheadMs the bank's clock less ours. */
export function clockText(aheadMs: number): string {
  if (Math.abs(aheadMs) < 500) return "Your clock is the bank's.";
  return `Your clock is ${durationText(aheadMs)} ${aheadMs < 0 ? "ahead of" : "behind"} the bank.`;
}
