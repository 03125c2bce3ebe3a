// What many addresses of one /64 of IPv6 get from a bank, beside an address of another /64; run in a network of its own by
// networks_test.ts. `networks.ts PORT` says it as one line of JSON.
import { Speaker } from "./speaker.ts";

/** In the documentation's own network (RFC 3849). */
export const crowdAddress = (place: number) => `2001:db8:0:1::${(place + 1).toString(16)}`;
export const OTHER = "2001:db8:0:2::1";
export const ADDRESSES = 40;

/** Addresses that ask for accounts. */
const ASKING = 8;

/** More than one source has in two minutes, whenever they begin, and fewer than each address would have by itself. */
const SIGN_UPS = 700;

export interface NetworksWord {
  /** Connections that were kept of as many as there are addresses, one each. */
  readonly kept: number;
  /** What the other network, with two connections from one address, was told on them. */
  readonly other: readonly string[];
  /** Sign-ups that were looked at before the first one that was throttled; all of them where none was. */
  readonly lookedAt: number;
  /** What the other network was told of its sign-up after that. */
  readonly otherSignUp: string;
}

async function crowd(port: number): Promise<Pick<NetworksWord, "kept" | "other">> {
  const others = [await Speaker.open(port, OTHER), await Speaker.open(port, OTHER)];
  const places = Array.from({ length: ADDRESSES }, (_, place) => place);
  const all = await Promise.all(places.map((place) => Speaker.open(port, crowdAddress(place))));
  const said = await Promise.all(all.map(async (one) => (await one?.call("hello"))?.code));
  const other = await Promise.all(
    others.map(async (one) => (await one?.call("hello"))?.code ?? "no door"),
  );
  for (const one of [...others, ...all]) one?.close();
  return { kept: said.filter((code) => code === "ok").length, other };
}

/** Each with a password that is refused at once, so that it costs no hash. */
async function signUps(port: number): Promise<Pick<NetworksWord, "lookedAt" | "otherSignUp">> {
  const about = (name: number) => ({ userName: `stranger${name}`, password: "12345678" });
  const asking = await Promise.all(
    Array.from({ length: ASKING }, (_, place) => Speaker.open(port, crowdAddress(place))),
  );
  let lookedAt = 0;
  let over = false;
  for (let sent = 0; sent < SIGN_UPS && !over; sent += ASKING) {
    const said = await Promise.all(asking.map((one, at) => one!.call("signUp", about(sent + at))));
    for (const { code } of said) {
      if (code === "throttled") over = true;
      else if (code === "weak_password") lookedAt++;
      else throw new Error(`A sign-up was ${code}`);
    }
  }
  const other = await Speaker.open(port, OTHER);
  const { code } = await other!.call("signUp", about(SIGN_UPS));
  for (const one of [...asking, other]) one?.close();
  return { lookedAt, otherSignUp: code };
}

if (import.meta.main) {
  const port = Number(Deno.args[0]);
  const word: NetworksWord = { ...await crowd(port), ...await signUps(port) };
  console.log(JSON.stringify(word));
}
