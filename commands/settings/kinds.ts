// What a setting can be, as text reads it: from a flag, from the environment, from the file. Pure. One reading for all three, so
// that they cannot differ.
import type { NonEmptyString } from "@optique/core/nonempty";
import { isDisplayName } from "../../bank/credentials.ts";
import { DISPLAY_NAME_CHARS_MAX } from "../../bank/limits.ts";
import { AmountError, currencyOf } from "../../bank/money.ts";
import { compactCode, PastedError, plainCode, plainName } from "../../bank/pasted.ts";
import { timeZoneNamed } from "../../bank/time_zone.ts";
import { LEVELS_EXPECTED, type LogLevels, readLogLevels } from "../../console/log_levels.ts";
import { contactUri, siteOrigin } from "../../net/http/published.ts";
import { type Edge, edgeOf } from "../../net/http/purge.ts";
import type { NetAddress } from "../../net/runtime.ts";
import { TrustedProxies } from "../../net/trusted_proxies.ts";
import { readAddress } from "../../net/typed_address.ts";

/** How a value may stand in the file. */
export type FileForm = "text" | "number" | "switch" | "list";

export interface Kind<T> {
  readonly metavar: NonEmptyString;
  readonly inFile: readonly FileForm[];
  /** What belongs there, in words that follow "expected". */
  readonly expected: string;
  /** Where it is one of a few words, or a number. */
  readonly choices?: readonly string[];
  readonly range?: readonly [min: number, max: number];
  /** @param texts one, or of a list any number. @returns null when they are none. */
  readonly read: (texts: readonly string[]) => T | null;
}

type About = Pick<Kind<unknown>, "metavar" | "expected">;

const one = <T>(about: About, read: (text: string) => T | null): Kind<T> => ({
  ...about,
  inFile: ["text"],
  read: ([text = ""]) => unlessPasted(() => read(text)),
});

const list = <T>(about: About, read: (texts: readonly string[]) => T | null): Kind<T> => ({
  ...about,
  inFile: ["list"],
  read: (texts) => unlessPasted(() => read(texts)),
});

/** What was pasted so that it cannot be read is no value. */
function unlessPasted<T>(read: () => T | null): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof PastedError || error instanceof AmountError) return null;
    if (error instanceof RangeError) return null;
    throw error;
  }
}

export const directory = one<string>(
  { metavar: "DIR", expected: "the name of a directory" },
  (text) => text === "" ? null : text,
);

export const file = one<string>(
  { metavar: "FILE", expected: "the name of a file" },
  (text) => text === "" ? null : text,
);

/** Read in full where the store is opened. */
export const store = one<string>(
  { metavar: "URL", expected: "postgres://USER@HOST/DATABASE, or embedded" },
  (text) => text === "" ? null : text,
);

export const address = one<string>(
  { metavar: "ADDRESS", expected: "an address such as 192.168.56.10, or 0.0.0.0 for all" },
  (text) => readAddress(text) && text,
);

export function whole(metavar: NonEmptyString, min: number, max: number): Kind<number> {
  return {
    metavar,
    inFile: ["number"],
    range: [min, max],
    expected: `a whole number, ${min} to ${max}`,
    read([text = ""]) {
      const digits = unlessPasted(() => plainCode(text)) ?? "";
      const number = /^\d{1,10}$/.test(digits) ? Number(digits) : -1;
      return number >= min && number <= max ? number : null;
    },
  };
}

export const yesOrNo: Kind<boolean> = {
  metavar: "YES|NO",
  inFile: ["switch"],
  expected: "true or false",
  read: ([text = ""]) =>
    /^(true|yes|on|1)$/i.test(text) ? true : /^(false|no|off|0)$/i.test(text) ? false : null,
};

export function choice<const C extends string>(
  metavar: NonEmptyString,
  choices: readonly C[],
): Kind<C> {
  return {
    metavar,
    inFile: ["text"],
    expected: choices.join(" or "),
    choices,
    read: ([text = ""]) =>
      unlessPasted(() => choices.find((word) => word === plainCode(text).toLowerCase()) ?? null),
  };
}

/** Where a face listens: a port alone is one of this machine only. */
export const face = (metavar: NonEmptyString, example: number): Kind<NetAddress | "off"> => ({
  metavar,
  inFile: ["text", "number"],
  expected: `a port such as ${example}, ADDRESS:PORT, or off`,
  read: ([text = ""]) =>
    unlessPasted(() => plainCode(text).toLowerCase() === "off" ? "off" : facePlace(text)),
});

/** @returns null when it is none. */
export function facePlace(text: string): NetAddress | null {
  const plain = plainCode(text);
  // Of an IPv6 address without brackets the last part is its port.
  const [, address6, last] = /^([0-9a-f:]+:[0-9a-f:]*):(\d{1,5})$/i.exec(plain) ?? [];
  const whole = /^\d+$/.test(plain) ? `127.0.0.1:${plain}` : plain;
  return unlessPasted(() => {
    const { hostname, port } = readAddress(address6 ? `[${address6}]:${last}` : whole);
    return port === null ? null : { hostname, port };
  });
}

export const proxies = list<TrustedProxies>(
  {
    metavar: "ADDRESS[/BITS]",
    expected: "addresses such as 127.0.0.1 or ranges such as 10.0.0.0/8",
  },
  (texts) => new TrustedProxies(texts),
);

export const edges = list<readonly Edge[]>(
  { metavar: "EDGE", expected: "varnish=URL or webhook=URL" },
  (texts) => {
    const read = texts.map(edgeOf);
    return read.every((edge) => edge !== null) ? read : null;
  },
);

export const site = one<string>(
  { metavar: "URL", expected: "an address such as https://give.example" },
  (text) => siteOrigin(plainCode(text)),
);

export const contact = one<string>(
  { metavar: "ADDRESS", expected: "an e-mail address, or a URI of mailto:, tel: or https:" },
  (text) => contactUri(plainCode(text)),
);

export const bankName = one<string>(
  { metavar: "NAME", expected: `1 to ${DISPLAY_NAME_CHARS_MAX} printable characters` },
  (text) => isDisplayName(plainName(text)) ? text : null,
);

export const currency = one<string>(
  { metavar: "CODE", expected: "an ISO 4217 code such as INR, EUR or JPY" },
  (text) => currencyOf(compactCode(text)) && text,
);

export const timeZone = one<string>(
  { metavar: "NAME", expected: "a time zone such as Asia/Kolkata or Europe/Berlin" },
  (text) => timeZoneNamed(text) && text,
);

/** How it is grouped and how many decimals it has depends on the currency: read when the bank is founded. */
export const amount = one<string>(
  { metavar: "AMOUNT", expected: 'an amount in quotes such as "100.00"' },
  (text) => /\d/.test(plainCode(text)) && !/^[-+]/.test(plainCode(text)) ? text : null,
);

export const levels = one<LogLevels>(
  { metavar: "LEVELS", expected: LEVELS_EXPECTED },
  (text) => readLogLevels(text),
);
