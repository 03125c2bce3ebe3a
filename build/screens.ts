// `deno task screens`: the pictures of the README, docs/screens/*.svg. Each is a real session: the program in
// tmux, people who pay each other meanwhile, and the screen as it stood then, colours and all.
import stringWidth from "fast-string-width";
import * as fs from "node:fs";
import { join } from "node:path";
import { neighbour, payAs, place, settle } from "../tests/support/home.ts";
import { Seat } from "../tests/support/seat.ts";
import { ROOT } from "./bundle.ts";

const COLUMNS = 90;
const ROWS = 26;

/** Pixels. */
const CELL_WIDTH = 8.4;
const CELL_HEIGHT = 18;
const FONT_SIZE = 14;
const MARGIN = 16;
const BAR_HEIGHT = 30;

const BACKGROUND = "#14171c";
const FOREGROUND = "#d8dee9";

/** The colours of SGR 30 to 37, and of 90 to 97. */
const PALETTE = [
  "#4c566a",
  "#e06c75",
  "#98c379",
  "#e5c07b",
  "#61afef",
  "#c678dd",
  "#56b6c2",
  "#d8dee9",
];

interface Style {
  readonly colour: string;
  readonly bold: boolean;
  readonly dim: boolean;
  readonly inverse: boolean;
}

const PLAIN: Style = { colour: FOREGROUND, bold: false, dim: false, inverse: false };

/** Select Graphic Rendition (ECMA-48 §8.3.117), as far as tmux writes it. */
function styled(style: Style, codes: readonly number[]): Style {
  const [code = 0, ...rest] = codes;
  const next = (changed: Partial<Style>) => more({ ...style, ...changed }, rest);
  if (code === 38 && rest[0] === 5) {
    return more({ ...style, colour: indexed(rest[1]!) }, rest.slice(2));
  }
  if (code === 0) return more(PLAIN, rest);
  if (code === 1) return next({ bold: true });
  if (code === 2) return next({ dim: true });
  if (code === 22) return next({ bold: false, dim: false });
  if (code === 7) return next({ inverse: true });
  if (code === 27) return next({ inverse: false });
  if (code === 39) return next({ colour: FOREGROUND });
  const colour = code >= 30 && code <= 37 ? code - 30 : code >= 90 && code <= 97 ? code - 90 : null;
  return colour === null ? next({}) : next({ colour: PALETTE[colour]! });
}

function more(style: Style, codes: readonly number[]): Style {
  return codes.length === 0 ? style : styled(style, codes);
}

function indexed(index: number): string {
  return PALETTE[index % 8] ?? FOREGROUND;
}

interface Run {
  readonly text: string;
  readonly style: Style;
  /** Column at which it begins. */
  readonly at: number;
}

/** Text of one style after the other, by row; a style goes on in the next row. */
function rowsOf(screen: string): Run[][] {
  let style = PLAIN;
  return screen.split("\n").map((row) => {
    const runs: Run[] = [];
    let at = 0;
    // deno-lint-ignore no-control-regex -- escape codes are what this reads
    for (const part of row.split(/(\x1b\[[0-9;]*m)/)) {
      if (part.startsWith("\x1b")) {
        style = styled(style, part.slice(2, -1).split(";").map(Number));
      } else if (part !== "") {
        runs.push({ text: part, style, at });
        at += stringWidth(part);
      }
    }
    return runs;
  });
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function runSvg({ text, style, at }: Run, row: number): string {
  const x = MARGIN + at * CELL_WIDTH;
  const y = BAR_HEIGHT + MARGIN + row * CELL_HEIGHT;
  const width = stringWidth(text) * CELL_WIDTH;
  const { colour, bold, dim, inverse } = style;
  const block = inverse
    ? `<rect x="${x}" y="${y}" width="${width}" height="${CELL_HEIGHT}" fill="${colour}"/>`
    : "";
  const look = [
    `fill="${inverse ? BACKGROUND : colour}"`,
    ...(bold ? ['font-weight="bold"'] : []),
    ...(dim ? ['opacity="0.65"'] : []),
  ].join(" ");
  // The length is given, so that columns line up in every monospace font.
  return `${block}<text x="${x}" y="${y + FONT_SIZE}" textLength="${width}" ${look}>${
    escaped(text)
  }</text>`;
}

interface Picture {
  readonly name: string;
  readonly title: string;
  /** As tmux captures it, with colours. */
  readonly screen: string;
}

function svgOf({ title, screen }: Picture): string {
  const width = COLUMNS * CELL_WIDTH + 2 * MARGIN;
  const height = ROWS * CELL_HEIGHT + 2 * MARGIN + BAR_HEIGHT;
  const dots = ["#e06c75", "#e5c07b", "#98c379"].map((fill, place) =>
    `<circle cx="${MARGIN + 6 + place * 20}" cy="${BAR_HEIGHT / 2}" r="6" fill="${fill}"/>`
  );
  const rows = rowsOf(screen).flatMap((runs, row) =>
    runs.filter(({ text }) => text.trim() !== "").map((run) => runSvg(run, row))
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" ` +
    `height="${height}" role="img" aria-labelledby="title">`,
    `<title id="title">${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" rx="8" fill="${BACKGROUND}"/>`,
    ...dots,
    `<g font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" ` +
    `font-size="${FONT_SIZE}" xml:space="preserve">`,
    ...rows,
    "</g>",
    "</svg>",
    "",
  ].join("\n");
}

/** One evening of Maya's, with three moments of it. */
async function evening(): Promise<Picture[]> {
  await using at = await place({ welcome: "1000", name: "Village Bank" });
  using ravi = await neighbour(at, "ravi", "Ravi Kumar");
  using zoe = await neighbour(at, "zoe", "Zoë Fernandes");
  const { account: to } = await settle(at, "maya", "Maya Pillai");
  await using seat = await Seat.open(at, { columns: COLUMNS, rows: ROWS });
  const { tmux } = seat;
  const picture = async (name: string, title: string): Promise<Picture> => ({
    name,
    title,
    screen: await tmux.screen({ colours: true }),
  });
  await seat.home(/.*1 unread.*/);
  await payAs(ravi.link, { to, amountMinor: 250_00, memo: "Rice and lentils" });
  await tmux.until(/1,250\.00 INR.* · 2 unread/);
  await payAs(zoe.link, { to, amountMinor: 99_50, memo: "Bicycle repair" });
  await tmux.until(/1,349\.50 INR.* · 3 unread/);
  const home = await picture("home", "bank connect at home: a menu, the balance, and three alerts");

  await seat.pick("t", "Transfer");
  await seat.answer("To (user name or account number)", "ravi");
  await tmux.until(/Amount \(INR\) {2}▏/);
  await tmux.type("42.5");
  await tmux.until(/Leaves/);
  await payAs(zoe.link, { to, amountMinor: 12_00, memo: "Tea" });
  await tmux.until(/"Tea"/);
  const transfer = await picture(
    "transfer",
    "An amount is being typed while an alert arrives above it; what was typed stays",
  );
  await tmux.press("Enter");
  await seat.answer("Memo for both statements (may be empty)", "Mangoes");
  await seat.confirm(/Send it\?/);
  await tmux.until(/Sent 42\.50 INR[^]*Available 1,319\.00 INR/);

  await payAs(ravi.link, { to, amountMinor: 75_00, memo: "Lamp" });
  await payAs(zoe.link, { to, amountMinor: 130_00, memo: "Rent" });
  await tmux.until(/Available 1,524\.00 INR/);
  await seat.pick("h", "History");
  await tmux.until(/\? History/);
  const history = await picture(
    "history",
    "The history: entries with the running balance, and its chart",
  );
  return [home, transfer, history];
}

const folder = join(ROOT, "docs", "screens");
fs.mkdirSync(folder, { recursive: true });
for (const picture of await evening()) {
  const path = join(folder, `${picture.name}.svg`);
  fs.writeFileSync(path, svgOf(picture));
  console.log(path);
}
