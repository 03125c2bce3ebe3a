// Whether an address is one of the world, or of this machine and the networks around it: who may choose where the bank sends something
// must not reach what only the bank can reach. Pure.
import { BlockList, isIP } from "node:net";

/** What is not of the world, by the registries of special addresses of IANA (RFC 6890). */
const SPECIAL_4 = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/3",
];

/** Within 2000::/3, the only part of IPv6 that is given out. */
const SPECIAL_6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"];

const special = new BlockList();
const given6 = new BlockList();
given6.addSubnet("2000::", 3, "ipv6");
for (const [ranges, family] of [[SPECIAL_4, "ipv4"], [SPECIAL_6, "ipv6"]] as const) {
  for (const range of ranges) {
    const [address = "", bits] = range.split("/");
    special.addSubnet(address, Number(bits), family);
  }
}

/** @param address as digits. Names are none. */
export function isPublicAddress(address: string): boolean {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  switch (isIP(plain)) {
    case 4:
      return !special.check(plain, "ipv4");
    case 6:
      return given6.check(plain, "ipv6") && !special.check(plain, "ipv6");
    default:
      return false;
  }
}
