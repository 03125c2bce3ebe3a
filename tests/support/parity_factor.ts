// The rows about the second factor, for the test that both faces do the same.
import type { Row, Scene } from "./parity_story.ts";
import type { Json } from "./rest_client.ts";
import { PASSWORD } from "./web_bank.ts";
import { totpOf } from "./totp.ts";

const ok = "ok";

/** The code of now, or of the half minute after it: one that was used is not taken again. */
const code = (ahead = 0, more: Json = {}) => ({ secret, face }: Scene): Json => (
  { code: totpOf(secret, face.web.clock.read() + ahead * 30_000), ...more }
);

export const FACTOR: readonly Row[] = [
  ["bob", "secondFactor", {}, ok],
  ["bob", "confirmSecondFactor", { code: "123456" }, "wrong_credentials"],
  ["bob", "setUpSecondFactor", { password: "a guess" }, "wrong_credentials"],
  ["bob", "setUpSecondFactor", { password: PASSWORD }, ok],
  ["bob", "confirmSecondFactor", { code: "12345" }, "wrong_credentials"],
  ["bob", "confirmSecondFactor", code(), ok],
  ["bob", "confirmSecondFactor", code(), "wrong_credentials"],
  ["bob", "setUpSecondFactor", { password: PASSWORD }, "second_factor_on"],
  ["nobody", "logIn", { userName: "bob", password: PASSWORD }, "second_factor_needed"],
  ["bob", "removeSecondFactor", { password: PASSWORD, code: "x" }, "wrong_credentials"],
  ["bob", "removeSecondFactor", code(1, { password: "a guess" }), "wrong_credentials"],
  ["bob", "renewRecoveryCodes", { password: PASSWORD, code: "x" }, "wrong_credentials"],
  ["bob", "renewRecoveryCodes", code(1, { password: PASSWORD }), ok],
  // A client or bank of release 0.1 has no recovery codes, and so has not used the code of the app.
  [
    "bob",
    "removeSecondFactor",
    (scene) =>
      scene.factorCode
        ? { password: PASSWORD, code: scene.factorCode }
        : code(1, { password: PASSWORD })(scene),
    ok,
  ],
];
