// Which crates an executable names itself, by the paths and prefixes in its bytes.
import assert from "node:assert/strict";
import { cratesIn } from "../../build/crates.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

Deno.test("crates: from the paths and prefixes in bytes of any kind, each version once", () => {
  const first =
    `\0/root/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/rustls-0.23.28/src/lib.rs\xff` +
    "registry/src/index.crates.io-1949cf8c6b5b557f/rustls-0.23.28/src/conn.rs" +
    "registry/src/x/ed448-goldilocks-0.14.0-pre.10/src/a.rs\0registry/src/x/base64-0.21.7/src/b.rs";
  const second =
    "registry/src/x/base64-0.22.1/b.rs registry/src/x/ash-0.38.0+1.3.281/c.rs void aws_lc_0_39_0_BN_free()";
  assert.deepEqual(
    cratesIn([bytes(first), bytes(second)]).map(({ name, version }) => `${name} ${version}`),
    [
      "ash 0.38.0+1.3.281",
      "aws-lc-sys 0.39.0",
      "base64 0.21.7",
      "base64 0.22.1",
      "ed448-goldilocks 0.14.0-pre.10",
      "rustls 0.23.28",
    ],
  );
});

Deno.test("crates: what is not a crate of the registry is not made into one", () => {
  const near = "registry/src/x/rustls/src/lib.rs registry/src/x/rustls-0.23/src/lib.rs" +
    " src/rustls-0.23.28/lib.rs registry/src/\0/rustls-0.23.28/x aws_lc_0_39_BN_free";
  assert.deepEqual(cratesIn([bytes(near)]), []);
});
