// A QR code as text, for a terminal with a dark or a light ground alike: it brings its own white border.

/**
 * Loaded where it is shown only. @param text such as `otpauth://…`.
 * @param ecc what may be spoilt: 7 % of the code (L), or 15 % (M), as EPC069-12 wants.
 */
export async function qrText(text: string, ecc: "L" | "M" = "L"): Promise<string> {
  const { renderUnicodeCompact } = await import("uqr");
  return renderUnicodeCompact(text, { border: 2, ecc });
}

/** A secret of letters and digits in fours, to be typed from a screen. */
export function inFours(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, "$1 ");
}
