// The second factor at the terminal: shown as a QR code for the telephone, on only when a code of it has been given.
import { inFours, qrText } from "../qr_text.ts";
import { line } from "../../console/screen.ts";
import { BACK, type Back } from "../questions/questions.ts";
import { symbolsFor } from "../questions/symbols.ts";
import { recoveryCodesText, secondFactorText } from "../second_factor_text.ts";
import { ask, type Desk, menu, withPassword } from "./desk.ts";

export async function secondFactorFlow(desk: Desk): Promise<Back | void> {
  const factor = await ask(desk, "secondFactor", {});
  if (!factor.on) return await setUp(desk);
  desk.terminal.print(secondFactorText(factor));
  return await menu<(desk: Desk) => Promise<Back | void>>(desk, {
    question: "Second factor",
    choices: [
      { value: renewCodes, label: "Make new recovery codes" },
      { value: remove, label: "Switch it off" },
    ],
    act: (chosen) => chosen(desk),
  });
}

async function setUp(desk: Desk): Promise<Back | void> {
  const { terminal } = desk;
  terminal.print("With it a stolen password is not enough to log in: your phone shows a code.");
  const begin = (password: string) => ask(desk, "setUpSecondFactor", { password });
  const begun = await withPassword(desk, begin);
  if (begun === BACK) return BACK;
  const { secret, uri } = begun;
  const code = await codeFor(terminal, uri);
  if (code !== null) terminal.print(code);
  terminal.print(
    code === null
      ? "Type this secret into your authenticator app:"
      : "Scan this with your authenticator app, or type the secret into it:",
  );
  terminal.print(line`  ${inFours(secret)}`);
  const shown = await terminal.text({
    question: "Code that the app shows now",
    check: (text) => /^\d{6}$/.test(text) ? null : "A code has six digits.",
  });
  if (shown === BACK) return terminal.print("It was not switched on.");
  const { recoveryCodes } = await ask(desk, "confirmSecondFactor", { code: shown });
  terminal.print(secondFactorText({ on: true, recoveryCodes }));
  terminal.print("Without phone and codes the bank's staff can take it away: come in person.");
}

/** @returns null where no camera could read it: signs of ASCII alone, or too narrow. */
async function codeFor(
  { symbols, columns }: Desk["terminal"],
  uri: string,
): Promise<string | null> {
  if (symbols === symbolsFor({ ascii: true })) return null;
  const code = await qrText(uri);
  return code.indexOf("\n") <= columns ? code : null;
}

async function renewCodes(desk: Desk): Promise<Back | void> {
  const renewed = await proven(desk, (proof) => ask(desk, "renewRecoveryCodes", proof));
  if (renewed === BACK) return BACK;
  desk.terminal.print(recoveryCodesText(renewed.recoveryCodes));
}

async function remove(desk: Desk): Promise<Back | void> {
  const { terminal } = desk;
  const yes = await terminal.confirm("Switch the second factor off?");
  if (yes !== true) return;
  const done = await proven(desk, (proof) => ask(desk, "removeSecondFactor", proof));
  if (done === BACK) return BACK;
  terminal.print("The second factor is off.");
}

/** Both are asked for again when one of them is wrong: the bank does not say which. */
function proven<T>(
  desk: Desk,
  act: (proof: { password: string; code: string }) => Promise<T>,
): Promise<T | Back> {
  return withPassword(desk, async (password): Promise<T | Back> => {
    const code = await desk.terminal.text({ question: "Code of your app, or a recovery code" });
    return code === BACK ? BACK : await act({ password, code });
  }, { wrong: "The password or the code is wrong." });
}
