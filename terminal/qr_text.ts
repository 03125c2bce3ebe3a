// A QR code as text, for a terminal with a dark or a light ground alike: it brings its own white border.

/** Loaded where it is shown only. @param text such as `otpauth://…`. */
export async function qrText(text: string): Promise<string> {
  const { renderUnicodeCompact } = await import("uqr");
  return renderUnicodeCompact(text, { border: 2 });
}

/** A secret of letters and digits in fours, to be typed from a screen. */
export function inFours(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, "$1 ");
}
