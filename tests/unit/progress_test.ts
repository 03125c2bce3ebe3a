// console/progress.ts: what is known about a command whose end did not go well.
import assert from "node:assert/strict";
import { Refusal } from "../../bank/refusal.ts";
import { Progress } from "../../console/progress.ts";
import { type Client, ConnectionLost, RefusedError } from "../../net/client/client.ts";
import { RemoteError } from "../../api/message.ts";

type Known = "changed" | "untouched" | "unknown";

function known({ changed, untouched }: Progress): Known {
  return changed ? "changed" : untouched ? "untouched" : "unknown";
}

const TABLE: readonly (readonly [name: string, answer: unknown, after: Known])[] = [
  ["an answer", {}, "changed"],
  ["a refusal", new RefusedError(new Refusal("not_allowed", { needs: "staff" })), "untouched"],
  ["params that the bank does not take", new RemoteError("invalid_params", "x"), "untouched"],
  ["a method that it does not have", new RemoteError("method_not_found", "x"), "untouched"],
  ["a failure of the bank", new RemoteError("internal", "x"), "unknown"],
  ["an answer that is none", new RemoteError("bad_answer", "x"), "unknown"],
  ["an error of a later bank", new RemoteError("something_new", "x"), "unknown"],
  ["a connection that was lost", new ConnectionLost("cut"), "unknown"],
];

for (const [name, answer, after] of TABLE) {
  Deno.test(`progress: after ${name} it is ${after}`, async () => {
    const call = () => answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    const client = { call } as unknown as Client;
    const progress = new Progress();
    assert.equal(known(progress), "untouched");
    const asked = progress.call(client, "freeze", {});
    assert.equal(known(progress), "unknown", "while it is under way");
    await asked.catch(() => {});
    assert.equal(known(progress), after);
    progress.begin();
    await progress.call(client, "balance", {}).catch(() => {});
    assert.equal(known(progress), "untouched", "a look changes nothing");
  });
}
