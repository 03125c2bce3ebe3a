// Ports for servers of tests that may stop and begin again where they were.

/** Below the range from which systems take ports for connections and for port 0, so that none of those gets it in between. */
const [FROM, UNTIL] = [10_000, 32_768];

const TRIES = 20;

/** That neither TCP nor UDP has now at the loopback address. */
export function freePort(): number {
  for (let tries = 1;; tries++) {
    const port = FROM + Math.floor(Math.random() * (UNTIL - FROM));
    const address = { hostname: "127.0.0.1", port };
    try {
      using _tcp = Deno.listen(address);
      Deno.listenDatagram({ transport: "udp", ...address }).close();
      return port;
    } catch (error) {
      if (!(error instanceof Deno.errors.AddrInUse) || tries === TRIES) throw error;
    }
  }
}
