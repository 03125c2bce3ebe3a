// The part of the story about cash: tills that are opened, used, closed and counted wrong, the safe, and the day.
import type { Row, Scene } from "./parity_story.ts";

const ok = "ok";

const count = (
  id: string,
  [countedMinor, expectedMinor]: readonly [number, number],
  reason = "",
  more: (scene: Scene) => Record<string, string> = () => ({}),
) =>
(scene: Scene) => ({ id: scene.id(id), countedMinor, expectedMinor, reason, ...more(scene) });

/** Five more than the safe should have, as it was told last. */
const counted = (scene: Scene) => {
  const minor = Number(scene.told.safeMinor);
  return count("count", [Math.max(0, minor) + 5, minor], "found")(scene);
};

const today = () => new Date().toISOString().slice(0, 10);

export const TILLS: readonly Row[] = [
  ["ann", "tills", {}, "not_allowed"],
  ["asha", "tills", {}, ok],
  ["ann", "openTill", { floatMinor: 100 }, "not_allowed"],
  ["asha", "openTill", { floatMinor: -1 }, "invalid_params"],
  ["asha", "closeTill", count("early", [0, 0]), "no_open_till"],
  ["asha", "openTill", { floatMinor: 10_00 }, ok],
  ["asha", "openTill", { floatMinor: 10_00 }, ok],
  ["asha", "openTill", { floatMinor: 20_00 }, "till_open"],
  ["asha", "closeTill", count("one", [9_00, 10_00]), "invalid_params"],
  ["asha", "closeTill", count("one", [9_00, 11_00], "change"), "cash_changed"],
  ["asha", "closeTill", count("one", [9_00, 10_00], "change"), ok],
  ["asha", "closeTill", count("one", [9_00, 10_00], "change"), ok],
  ["asha", "closeTill", count("one", [8_00, 10_00], "change"), "id_reused"],
  [
    "asha",
    "closeTill",
    count("two", [0, 0], "", (scene) => ({ account: scene.account("bob") })),
    "no_open_till",
  ],
  ["asha", "countSafe", count("safe", [5, 1_000_000_000_000], "x"), "cash_changed"],
  ["asha", "tills", {}, ok],
  ["asha", "countSafe", (scene) => counted(scene), ok],
  ["asha", "countSafe", (scene) => counted(scene), ok],
  ["ann", "dayReport", { day: today() }, "not_allowed"],
  ["asha", "dayReport", { day: "yesterday" }, "invalid_params"],
  ["asha", "dayReport", { day: "2020-01-01" }, ok],
];
