// Where a request came from, behind our own proxies and no others.
import assert from "node:assert/strict";
import { TrustedProxies } from "../../net/trusted_proxies.ts";

Deno.test("X-Forwarded-For: the nearest address that is none of our proxies", () => {
  const table: readonly (readonly [string[], string, string | null, string])[] = [
    [[], "192.0.2.1", null, "192.0.2.1"],
    [[], "192.0.2.1", "198.51.100.1", "192.0.2.1"],
    [["10.0.0.1"], "192.0.2.1", "198.51.100.1", "192.0.2.1"],
    [["10.0.0.1"], "10.0.0.1", "198.51.100.1", "198.51.100.1"],
    [["10.0.0.1"], "10.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"],
    [["10.0.0.1", "10.0.0.2"], "10.0.0.2", "203.0.113.9, 198.51.100.1,10.0.0.1", "198.51.100.1"],
    [["10.0.0.1"], "10.0.0.1", null, "10.0.0.1"],
    [["10.0.0.1"], "10.0.0.1", " , ,", "10.0.0.1"],
    [["10.0.0.1"], "10.0.0.1", "10.0.0.1, 10.0.0.1", "10.0.0.1"],
    [["::1"], "::1", "2001:db8::7", "2001:db8::7"],
    [["10.0.0.0/8"], "10.9.8.7", "203.0.113.9, 10.1.1.1", "203.0.113.9"],
    [["10.0.0.0/8"], "11.0.0.1", "203.0.113.9", "11.0.0.1"],
    [["10.0.0.0/8"], "10.0.0.1", "nonsense", "nonsense"],
    [["2400:cb00::/32", "10.0.0.1"], "10.0.0.1", "203.0.113.9, 2400:cb00:1::7", "203.0.113.9"],
    [["0.0.0.0/0"], "192.0.2.1", "2001:db8::7, 198.51.100.1", "2001:db8::7"],
  ];
  for (const [trusted, remote, forwarded, source] of table) {
    const found = new TrustedProxies(trusted).sourceOf(remote, forwarded);
    assert.equal(found, source, `${remote} ${forwarded}`);
  }
});

Deno.test("X-Forwarded-For: what is no address or range is refused by name", () => {
  const wrong = [
    "",
    "proxy",
    "10.0.0",
    "10.0.0.0/33",
    "10.0.0.0/",
    "10.0.0.0/8/8",
    "::1/129",
    "1.1.1.1/x",
  ];
  for (const text of wrong) {
    assert.throws(() => new TrustedProxies(["127.0.0.1", text]), {
      message: `"${text}" is no address such as 127.0.0.1 or range such as 10.0.0.0/8`,
    });
  }
});
