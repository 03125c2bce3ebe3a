// Where a client keeps its files: by the flag, the environment, or the place that systems have for it; the same for every command.
import assert from "node:assert/strict";
import { profileDirectory } from "../../terminal/profile.ts";

Deno.test("profile: the flag comes before BANK_PROFILE, and that before the usual places", () => {
  const env = { BANK_PROFILE: "/named", XDG_CONFIG_HOME: "/config", HOME: "/home/ann" };
  assert.equal(profileDirectory("/given", env), "/given");
  assert.equal(profileDirectory(undefined, env), "/named");
  assert.equal(profileDirectory(undefined, { ...env, BANK_PROFILE: "" }), "/config/bank");
  assert.equal(profileDirectory(undefined, { HOME: "/home/ann" }), "/home/ann/.config/bank");
});
