// UDP sockets in memory: what one sends another receives at once, unless the test takes it away.
import type { NetAddress, UdpSocket } from "../../net/runtime.ts";

export type Datagram = readonly [Uint8Array, NetAddress];

export class MemoryUdp implements UdpSocket {
  readonly sent: { readonly bytes: Uint8Array; readonly to: NetAddress }[] = [];
  readonly #inbox: Datagram[] = [];
  #wake: (() => void) | null = null;
  #closed = false;

  constructor(
    readonly address: NetAddress,
    /** Where sent datagrams go; a test may lay the network anew. */
    public onSend: (bytes: Uint8Array, from: NetAddress, to: NetAddress) => void = () => {},
  ) {}

  send(bytes: Uint8Array, to: NetAddress): Promise<void> {
    this.sent.push({ bytes, to });
    this.onSend(bytes, this.address, to);
    return Promise.resolve();
  }

  deliver(bytes: Uint8Array, from: NetAddress): void {
    this.#inbox.push([bytes, from]);
    this.#wake?.();
  }

  readonly datagrams: AsyncIterable<Datagram> = {
    [Symbol.asyncIterator]: () => this.#receive(),
  };

  async *#receive(): AsyncGenerator<Datagram> {
    while (true) {
      while (this.#inbox.length > 0) yield this.#inbox.shift()!;
      if (this.#closed) return;
      await new Promise<void>((resolve) => this.#wake = resolve);
    }
  }

  close(): void {
    this.#closed = true;
    this.#wake?.();
  }
}
