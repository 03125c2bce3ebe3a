// The letters of PDF receipts: which font has which. All fonts are part of the program, and of each file as far as its letters
// need them: no reader has to have any.
/*! Noto Sans, Noto Sans Devanagari, Noto Sans Tamil: Copyright The Noto Project Authors, under the SIL Open Font License
1.1, https://openfontlicense.org */
import devanagari from "@fontsource/noto-sans/files/noto-sans-devanagari-400-normal.woff" with {
  type: "bytes",
};
import latin from "@fontsource/noto-sans/files/noto-sans-latin-400-normal.woff" with {
  type: "bytes",
};
import bold from "@fontsource/noto-sans/files/noto-sans-latin-700-normal.woff" with {
  type: "bytes",
};
import latinMore from "@fontsource/noto-sans/files/noto-sans-latin-ext-400-normal.woff" with {
  type: "bytes",
};
import vietnamese from "@fontsource/noto-sans/files/noto-sans-vietnamese-400-normal.woff" with {
  type: "bytes",
};
import tamil from "@fontsource/noto-sans-tamil/files/noto-sans-tamil-tamil-400-normal.woff" with {
  type: "bytes",
};

import { unpackedFont } from "./woff.ts";

interface Font {
  readonly name: string;
  readonly bytes: Uint8Array;
  /** One or more letters that it has. */
  readonly letters: RegExp;
  /** That is most often written with them, where signs are drawn in another order than they are written in. */
  readonly language: string | null;
}

/** For labels, which are in English. */
export const BOLD = "bold";

const LATIN = "latin";

/** In the order in which they are asked for a letter. The joiners of Indic scripts belong to what they join. */
const FONTS: readonly Font[] = [
  {
    name: LATIN,
    bytes: unpackedFont(latin),
    letters:
      /[\u0020-\u007E\u00A0-\u00FF\u0131\u0152\u0153\u2013\u2014\u2018-\u201A\u201C-\u201E\u2022\u2026\u20AC\u2122]+/u,
    language: null,
  },
  {
    name: "devanagari",
    bytes: unpackedFont(devanagari),
    letters: /[\u0900-\u097F\u200C\u200D]+/u,
    language: "hi",
  },
  {
    name: "tamil",
    bytes: unpackedFont(tamil),
    letters: /(?:(?=\p{Assigned})[\u0B82-\u0BFA])+/u,
    language: "ta",
  },
  {
    name: "latin more",
    bytes: unpackedFont(latinMore),
    letters: /[\u0100-\u024F\u1E00-\u1E9F\u20B9]+/u,
    language: null,
  },
  {
    name: "vietnamese",
    bytes: unpackedFont(vietnamese),
    letters: /[\u1EA0-\u1EF9]+/u,
    language: null,
  },
];

export const FONT_FILES: readonly (readonly [name: string, bytes: Uint8Array])[] = [
  ...FONTS.map(({ name, bytes }) => [name, bytes] as const),
  [BOLD, unpackedFont(bold)],
];

const RUNS = new RegExp(
  [...FONTS.map(({ letters }) => `(${letters.source})`), "[^]"].join("|"),
  "gu",
);

/** A part of a text that one font can draw. */
export interface Run {
  readonly font: string;
  readonly text: string;
  /** Null where it is drawn as it is written. */
  readonly language: string | null;
}

/** Letters that none of the fonts has become question marks. */
export function runsOf(text: string): Run[] {
  const runs: Run[] = [];
  for (const [whole, ...parts] of text.normalize("NFC").matchAll(RUNS)) {
    const font = FONTS[parts.findIndex((part) => part !== undefined)];
    const { name, language } = font ?? { name: LATIN, language: null };
    runs.push({ font: name, text: font ? whole : "?", language });
  }
  return runs;
}
