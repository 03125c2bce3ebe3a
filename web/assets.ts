// What pages load besides themselves: one style sheet, one script, one picture. Part of the program, named by hashes.
import { createHash } from "node:crypto";
import pico from "@picocss/pico/css/pico.classless.min.css" with { type: "text" };
import live from "./live.client.js" with { type: "text" };
import own from "./style.css" with { type: "text" };
import icon from "./icon.svg" with { type: "text" };

export interface Asset {
  /** e.g. `/assets/style.4f…css`. */
  readonly path: string;
  readonly body: string;
  readonly media: string;
}

function asset(name: string, extension: string, media: string, body: string): Asset {
  const hash = createHash("sha256").update(body).digest("hex").slice(0, 16);
  return { path: `/assets/${name}.${hash}.${extension}`, body, media };
}

export const STYLE = asset("style", "css", "text/css; charset=utf-8", `${pico}\n${own}`);
export const SCRIPT = asset("live", "js", "text/javascript; charset=utf-8", live);
export const ICON = asset("icon", "svg", "image/svg+xml", icon);

export const ASSETS: readonly Asset[] = [STYLE, SCRIPT, ICON];
