// Where a bank is, as people type and paste it, and which of two places is meant.
import assert from "node:assert/strict";
import { placed } from "../../terminal/place.ts";
import { SETTINGS } from "../../commands/settings/settings_table.ts";
import { hostAndPort, readAddress } from "../../net/typed_address.ts";

Deno.test("typed address: names, addresses and URLs, with and without a port", () => {
  const rows: readonly (readonly [text: string, hostname: string, port: number | null])[] = [
    ["127.0.0.1", "127.0.0.1", null],
    [" bank.example.org. ", "bank.example.org", null],
    ["bank.example.org.:7400", "bank.example.org", 7400],
    ["bank.example.org:7401", "bank.example.org", 7401],
    ["localhost:0", "localhost", 0],
    ["my_host-1", "my_host-1", null],
    ["::1", "::1", null],
    ["[::1]", "::1", null],
    ["[::1]:7400", "::1", 7400],
    ["[fe80::1%eth0]:7400", "fe80::1%eth0", 7400],
    ["2001:db8::7400", "2001:db8::7400", null],
    ["https://bank.example.org/", "bank.example.org", null],
    ["bank://host:7400", "host", 7400],
    ["HTTPS://[::1]:7480/me?x=1#y", "::1", 7480],
    ["host:7400/", "host", 7400],
    ["\ufeff１２７.0.0.1：７４００\u200b", "127.0.0.1", 7400],
    ["bank–one.example", "bank-one.example", null],
    ["bücher.example", "bücher.example", null],
  ];
  for (const [text, hostname, port] of rows) {
    assert.deepEqual(readAddress(text), { hostname, port });
  }
});

Deno.test("typed address: what is none is refused with what was expected", () => {
  const rows: readonly (readonly [string, RegExp])[] = [
    ...["", " ", ".", "https://", "a b", "[::1", "::1]", "[bank]:1", ":7400", "a..b", "-a", "1.2.3"]
      .map((text) => [text, /^expected a name such as/] as const),
    ["256.1.1.1:7400", /^expected a name/],
    ["host:", /^"" is not a port/],
    ["host:port", /^"port" is not a port: expected a number from 0 to 65535/],
    ["[::1]:70000", /^"70000" is not a port/],
    ["maya@host", /give the name with --user/],
  ];
  for (const [text, message] of rows) {
    assert.throws(() => readAddress(text), { name: "PastedError", message }, text);
  }
});

Deno.test("typed address: an IPv6 address has brackets in a URL", () => {
  const rows = [["::1", "[::1]:7480"], ["127.0.0.1", "127.0.0.1:7480"], ["h", "h:7480"]] as const;
  for (const [hostname, text] of rows) assert.equal(hostAndPort({ hostname, port: 7480 }), text);
});

Deno.test("typed address: where the site listens", () => {
  const rows: readonly (readonly [http: string, place: string | null | undefined])[] = [
    ["7480", "127.0.0.1:7480"],
    [" ７４８０ ", "127.0.0.1:7480"],
    ["0.0.0.0:0", "0.0.0.0:0"],
    ["[::1]:7480", "[::1]:7480"],
    ["::1:7480", "[::1]:7480"],
    ["http://[::1]:7480/", "[::1]:7480"],
    [" OFF", null],
    ["localhost", undefined],
    ["70000", undefined],
    ["::1", undefined],
    ["", undefined],
  ];
  for (const [http, place] of rows) {
    const read = SETTINGS.http.kind.read([http]);
    const found = read === null ? undefined : read === "off" ? null : hostAndPort(read);
    assert.equal(found, place, http);
  }
});

Deno.test("typed address: of the site in the world, and of whom to tell", () => {
  const rows: readonly (readonly [site: string, origin: string | null])[] = [
    ["https://give.example", "https://give.example"],
    [" https://Give.Example:443/ ", "https://give.example"],
    ["http://192.0.2.7:7480", "http://192.0.2.7:7480"],
    ["give.example", null],
    ["https://give.example/site", null],
    ["https://me@give.example", null],
    ["ftp://give.example", null],
  ];
  for (const [site, origin] of rows) {
    assert.equal(SETTINGS.site.kind.read([site]), origin, site);
  }
  const named = (contact: string) => SETTINGS.contact.kind.read([contact]);
  assert.equal(named("safe@give.example"), "mailto:safe@give.example");
  assert.equal(named("https://give.example/holes"), "https://give.example/holes");
  assert.equal(named("Asha"), null);
});

Deno.test("typed address: flags win over the environment, and two ports are refused", () => {
  const fallback = "127.0.0.1";
  type Given = readonly [host: string | undefined, port: number | undefined];
  const rows: readonly (readonly [Given, Record<string, string>, string | RegExp])[] = [
    [[undefined, undefined], {}, "127.0.0.1:7400"],
    [[undefined, undefined], { BANK_HOST: "a:7500" }, "a:7500"],
    [[undefined, undefined], { BANK_HOST: "a", BANK_PORT: "7500" }, "a:7500"],
    [[undefined, undefined], { BANK_HOST: "a:7500", BANK_PORT: "7500" }, "a:7500"],
    [
      [undefined, undefined],
      { BANK_HOST: "a:1", BANK_PORT: "2" },
      /BANK_PORT says 2, BANK_HOST says 1/,
    ],
    [[undefined, 7], { BANK_HOST: "a:1", BANK_PORT: "2" }, "a:7"],
    [["b:7600", undefined], { BANK_HOST: "a:1", BANK_PORT: "2" }, "b:7600"],
    [["b", undefined], { BANK_HOST: "a:1", BANK_PORT: "2" }, "b:2"],
    [["b:7600", 7600], {}, "b:7600"],
    [["b,c:7601 , [::1]", undefined], {}, "b:7400,c:7601,::1:7400"],
    [["b", undefined], { BANK_HOST: "a,c", BANK_PORT: "2" }, "b:2"],
    [[undefined, undefined], { BANK_HOST: "a:5,c" }, "a:5,c:5"],
    [["b,", undefined], {}, /Cannot use --host "": expected a name/],
    [["b:7600,c", 7601], {}, /--port says 7601, --host says 7600/],
    [["b:7600", 7601], {}, /--port says 7601, --host says 7600/],
    [["a b", undefined], {}, /Cannot use --host "a b": expected a name/],
    [[undefined, undefined], { BANK_HOST: "a b" }, /Cannot use BANK_HOST "a b"/],
    [[undefined, undefined], { BANK_PORT: "x" }, /Cannot use BANK_PORT "x"/],
  ];
  for (const [[host, port], env, expected] of rows) {
    const place = () => placed({ host, port }, { env, fallback });
    if (expected instanceof RegExp) assert.throws(place, { message: expected, exitCode: 2 });
    else {
      const { host, port, others } = place();
      const all = [{ hostname: host, port }, ...others];
      assert.equal(all.map((one) => `${one.hostname}:${one.port}`).join(), expected);
    }
  }
});
