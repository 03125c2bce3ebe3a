// The part of the story about accounts that staff look after: looked at, frozen, let go; and what staff have done.
import type { Row, Scene } from "./parity_story.ts";
import { PASSWORD } from "./web_bank.ts";

const ok = "ok";
const password = PASSWORD;

const doras = (reason: string, more: Record<string, unknown> = {}) => (scene: Scene) => (
  { account: scene.account("dora"), reason, ...more }
);

const today = () => new Date().toISOString().slice(0, 10);

export const CARING: readonly Row[] = [
  ["dora", "signUp", { userName: "dora", password }, ok],
  ["ann", "viewAccount", doras("curious"), "not_allowed"],
  ["asha", "viewAccount", doras(" "), "invalid_params"],
  ["asha", "viewAccount", { account: "100000000000", reason: "x" }, "no_such_account"],
  ["asha", "viewAccount", doras("asked for", { limit: 3 }), ok],
  ["ann", "freezeAccount", doras("out of spite"), "not_allowed"],
  ["asha", "freezeAccount", (scene) => ({ ...doras("x")(scene), account: "1" }), "no_such_account"],
  ["asha", "unfreezeAccount", doras("not frozen", { password: "a guess" }), "wrong_credentials"],
  ["asha", "unfreezeAccount", doras("not frozen", { password }), ok],
  ["ann", "staffActs", { day: today() }, "not_allowed"],
  ["asha", "staffActs", { day: "someday" }, "invalid_params"],
  ["asha", "staffActs", { day: "2020-01-01" }, ok],
  // It ends the sessions of Dora, who asks for nothing after this.
  ["asha", "freezeAccount", doras("a stolen phone"), ok],
  ["asha", "unfreezeAccount", doras("a new one", { password }), ok],
];
