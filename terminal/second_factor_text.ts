// The second factor in words: whether it is on, and the recovery codes, which are shown once.
import type { Result } from "../api/methods.ts";
import { line } from "../console/screen.ts";

/** Two columns, so that ten of them fit beside each other on paper. */
export function recoveryCodesText(codes: readonly string[]): string {
  const rows = Array.from(
    { length: Math.ceil(codes.length / 2) },
    (_, row) => line`  ${codes.slice(2 * row, 2 * row + 2).join("    ")}`,
  );
  return [
    "Recovery codes: each works once instead of a code of your app.",
    ...rows,
    "Write them down now, and keep them apart from the phone: they are not shown again.",
  ].join("\n");
}

type Factor = Result<"secondFactor"> & Pick<Result<"confirmSecondFactor">, "recoveryCodes">;

export function secondFactorText({ on, recoveryCodesLeft, recoveryCodes }: Factor): string {
  if (!on) return "The second factor is off.";
  if (recoveryCodes) return `The second factor is on.\n${recoveryCodesText(recoveryCodes)}`;
  return recoveryCodesLeft === undefined
    ? "The second factor is on."
    : `The second factor is on; recovery codes left: ${recoveryCodesLeft}.`;
}
