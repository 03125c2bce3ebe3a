// Addresses of stores, as they are typed: what is read from them, what is refused, and that no password is repeated.
import assert from "node:assert/strict";
import { isOwnMachine, placeText, readPlace } from "../../store/postgres_place.ts";

const GOOD: readonly (readonly [given: string, hosts: readonly string[], own: boolean])[] = [
  ["postgres://bank@db/bank", ["db 5432"], false],
  ["postgresql://bank@db:6000/bank", ["db 6000"], false],
  ["postgres://bank@db1,db2:5433/bank", ["db1 5432", "db2 5433"], false],
  ["postgres://bank@127.0.0.1/bank", ["127.0.0.1 5432"], true],
  ["postgres://bank@[::1]:5433/bank", ["::1 5433"], true],
  ["postgres://bank@[2001:db8::1],10.0.0.2/bank", ["2001:db8::1 5432", "10.0.0.2 5432"], false],
  ["postgres://bank@/bank?host=/run/postgresql", ["/run/postgresql 5432"], true],
  ["postgres://b%40k@localhost/b%2Fk", ["localhost 5432"], true],
];

for (const [given, hosts, own] of GOOD) {
  Deno.test(`store address ${given}`, () => {
    const place = readPlace(given);
    assert.deepEqual(place.hosts.map(({ host, port }) => `${host} ${port}`), hosts);
    assert.equal(place.hosts.every(isOwnMachine), own);
    assert.deepEqual(readPlace(placeText(place)), place, "it is remembered as it was");
  });
}

const BAD: readonly (readonly [given: string, why: RegExp])[] = [
  ["postgres://bank:hunter2@db/bank", /there is a password in it/],
  ["postgres://bank:@db/bank", /there is a password in it/],
  ["postgres://db/bank", /it names no user/],
  ["postgres://bank@db", /expected postgres/],
  ["postgres://bank@db/", /expected postgres/],
  ["postgres://bank@/bank", /expected postgres/],
  ["postgres://bank@db:0/bank", /expected postgres/],
  ["postgres://bank@db:70000/bank", /expected postgres/],
  ["postgres://bank@db,,db2/bank", /expected postgres/],
  ["postgres://bank@d%62/bank", /expected postgres/],
  ["postgres://b%zz@db/bank", /expected postgres/],
  ["postgres://bank@db/bank?sslmode=disable", /TLS is always used/],
  ["postgres://bank@db/bank?host=/run", /and then no other host/],
  ["postgres://bank@db/bank?password=hunter2", /there is a password in it/],
];

for (const [given, why] of BAD) {
  Deno.test(`store address ${given} is refused`, () => {
    assert.throws(() => readPlace(given), (error: Error) => {
      assert.match(error.message, why);
      assert.doesNotMatch(error.message, /hunter2/);
      return true;
    });
  });
}
