// What pages load besides themselves: one style sheet, one script, one picture in several sizes. Part of the program, named by
// hashes.
import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import pico from "@picocss/pico/css/pico.classless.min.css" with { type: "text" };
import live from "./live.client.js" with { type: "text" };
import own from "./style.css" with { type: "text" };
import icon from "./icon.svg" with { type: "text" };
import small from "./icon_32.png" with { type: "bytes" };
import touch from "./icon_180.png" with { type: "bytes" };
import large from "./icon_512.png" with { type: "bytes" };

export interface Asset {
  /** e.g. `/assets/style.4f…css`. */
  readonly path: string;
  readonly body: string | Uint8Array;
  readonly media: string;
}

function asset(name: string, extension: string, media: string, body: Asset["body"]): Asset {
  const hash = createHash("sha256").update(body).digest("hex").slice(0, 16);
  return { path: `/assets/${name}.${hash}.${extension}`, body, media };
}

export const STYLE = asset("style", "css", "text/css; charset=utf-8", `${pico}\n${own}`);
export const SCRIPT = asset("live", "js", "text/javascript; charset=utf-8", live);
export const ICON = asset("icon", "svg", "image/svg+xml", icon);

/** As the home screen of a phone wants it, and as those who share a page show it. */
export const ICON_TOUCH = asset("icon-180", "png", "image/png", touch);
export const ICON_LARGE = asset("icon-512", "png", "image/png", large);

export const ASSETS: readonly Asset[] = [STYLE, SCRIPT, ICON, ICON_TOUCH, ICON_LARGE];

/** For what asks for `/favicon.ico` without reading the page: a container with one PNG of 32 pixels. */
export const FAVICON: Uint8Array = (() => {
  const head = Buffer.alloc(22);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(1, 4);
  head.writeUInt8(32, 6);
  head.writeUInt8(32, 7);
  head.writeUInt16LE(1, 10);
  head.writeUInt16LE(32, 12);
  head.writeUInt32LE(small.length, 14);
  head.writeUInt32LE(head.length, 18);
  return new Uint8Array(Buffer.concat([head, small]));
})();
