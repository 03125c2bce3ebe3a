// The till of a member of staff, as a test needs it.
import type { Person } from "./output_stage.ts";
import { numberedId } from "./ids.ts";

let closings = 0;

/** Open with 25.00, or closed with what should be in it. */
export async function tillOf({ client }: Person, isOpen: boolean): Promise<void> {
  const { number: account } = await client.call("account", {});
  const { tills } = await client.call("tills", {});
  const own = tills.find((one) => one.account === account);
  if (own && !isOpen) {
    const { expectedMinor } = own;
    const id = numberedId(900_000 + ++closings);
    await client.call("closeTill", { id, countedMinor: expectedMinor, expectedMinor });
  }
  if (!own && isOpen) await client.call("openTill", { floatMinor: 2_500 });
}
