// Proxies whose word about where a request came from is believed: addresses and ranges of them.
import { BlockList, isIP } from "node:net";

export class TrustedProxies {
  readonly #addresses = new Set<string>();
  readonly #ranges = new BlockList();
  #ranged = false;

  /**
   * @param texts addresses such as `127.0.0.1`, ranges such as `10.0.0.0/8` or `2400:cb00::/32`.
   * @throws {RangeError} naming the first that is neither.
   */
  constructor(texts: readonly string[]) {
    for (const text of texts) {
      const [address = "", bits] = text.split("/");
      const family = isIP(address);
      const most = family === 4 ? 32 : 128;
      const wide = bits === undefined || /^\d{1,3}$/.test(bits) && Number(bits) <= most;
      if (family === 0 || !wide || text.split("/").length > 2) {
        throw new RangeError(
          `"${text}" is no address such as 127.0.0.1 or range such as 10.0.0.0/8`,
        );
      }
      if (bits === undefined) this.#addresses.add(address);
      else {
        this.#ranges.addSubnet(address, Number(bits), family === 4 ? "ipv4" : "ipv6");
        this.#ranged = true;
      }
    }
  }

  has(address: string): boolean {
    if (this.#addresses.has(address)) return true;
    const family = this.#ranged ? isIP(address) : 0;
    return family !== 0 && this.#ranges.check(address, family === 4 ? "ipv4" : "ipv6");
  }

  /**
   * The nearest address that is not one of our own proxies.
   * @param forwarded X-Forwarded-For as it came.
   */
  sourceOf(remote: string, forwarded: string | null): string {
    if (forwarded === null || !this.has(remote)) return remote;
    const hops = forwarded.split(",").map((hop) => hop.trim()).filter((hop) => hop !== "");
    for (let at = hops.length - 1; at > 0; at--) if (!this.has(hops[at]!)) return hops[at]!;
    return hops[0] ?? remote;
  }
}
