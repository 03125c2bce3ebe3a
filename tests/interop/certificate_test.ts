// The bank's certificate in the hands of verifiers that others wrote, with itself as the only anchor: OpenSSL, strictly by
// RFC 5280, and PyCA cryptography, which also wants the key identifiers. And what the client itself finds wrong with others.
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { faultOf, makeCertificate } from "../../net/certificate.ts";
import { quietWorld } from "../bench/machine.ts";
import { issue } from "../support/certificates.ts";
import { scratch } from "../support/program.ts";
import { hasTools, tool } from "../support/shipped.ts";

const VERIFY = `
import sys
from datetime import datetime
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store
certificate = x509.load_pem_x509_certificate(open(sys.argv[1], "rb").read())
for year in (1971, 2026, 9998):
    policy = PolicyBuilder().store(Store([certificate])).time(datetime(year, 1, 1))
    chain = policy.build_server_verifier(x509.DNSName("bank.internal")).verify(certificate, [])
    print(year, len(chain))
`;

const made = await makeCertificate(quietWorld.host.random);

const pyca = tool(["python3", "-c", "from cryptography.x509.verification import PolicyBuilder"]);
if (pyca.code !== 0) {
  console.log("    (no cryptography 42 or newer for python3: its verifier is skipped)");
}

Deno.test({
  name: "the certificate passes PyCA's verifier, in any year",
  ignore: pyca.code !== 0,
  fn() {
    using dir = scratch();
    const { code, out, err } = tool(["python3", "-c", VERIFY, dir.file("cert.pem", made.certPem)]);
    assert.deepEqual([code, out], [0, "1971 1\n2026 1\n9998 1\n"], err);
  },
});

Deno.test({
  name: "the certificate passes OpenSSL's strict checks, in any year",
  ignore: !hasTools("openssl"),
  fn() {
    using dir = scratch();
    const file = dir.file("cert.pem", made.certPem);
    for (const year of [1971, 2026, 9998]) {
      const at = String(Date.UTC(year) / 1_000);
      const { code, err } = tool([
        "openssl",
        "verify",
        "-x509_strict",
        "-purpose",
        "sslserver",
        "-attime",
        at,
        "-verify_hostname",
        "bank.internal",
        "-CAfile",
        file,
        file,
      ]);
      assert.equal(code, 0, `${year}: ${err}`);
    }
  },
});

Deno.test("the certificate is a server's, signs nothing, and has no end", () => {
  const certificate = new X509Certificate(made.certPem);
  assert.equal(certificate.ca, false);
  assert.deepEqual(
    [certificate.validFrom, certificate.validTo].map((text) => Date.parse(text)),
    [0, Date.parse("9999-12-31T23:59:59Z")],
  );
});

const NOW_MS = Date.UTC(2026, 0, 5);

Deno.test("what is wrong with a certificate, by what is in it", async () => {
  const ten = { notBeforeMs: NOW_MS - 10_000, notAfterMs: NOW_MS + 10_000 };
  const rows = [
    [made.certPem, NOW_MS, null],
    [made.certPem, 0, null],
    [(await issue({ ...ten, authority: true })).certPem, NOW_MS, { kind: "authority" }],
    [(await issue({ ...ten, name: "x.internal" })).certPem, NOW_MS, { kind: "other_name" }],
    ["", NOW_MS, { kind: "unreadable" }],
  ] as const;
  for (const [certPem, nowMs, fault] of rows) assert.deepEqual(faultOf(certPem, nowMs), fault);
  const { certPem } = await issue(ten);
  const faultAt = (ms: number) => faultOf(certPem, NOW_MS + ms);
  assert.deepEqual([-10_000, 0, 10_000].map(faultAt), [null, null, null]);
  assert.deepEqual([-10_001, 10_001].map(faultAt), [
    { kind: "not_yet_valid", atMs: ten.notBeforeMs },
    { kind: "ended", atMs: ten.notAfterMs },
  ]);
});
