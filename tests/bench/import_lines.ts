// What a morning with another bank's statement costs: a file of 10,000 lines shown, booked, and shown again once it is booked.
// `deno run -A tests/bench/import_lines.ts [LINES]`; the executable where it has been made; a quiet machine and a real disk.
import { paymentReferenceOf } from "../../bank/pay_in/payment_reference.ts";
import { deskAt } from "../support/desk.ts";
import { launcherNamed, scratch, startServer } from "../support/program.ts";
import { machineText } from "./machine.ts";

const LINES = Number(Deno.args[0] ?? 10_000);

const launcher = launcherNamed(undefined);
using dir = scratch();
await using server = await startServer({ launcher, data: `${dir.path}/data` });
const desk = deskAt({ launcher, dir, server });
const reference = paymentReferenceOf((await desk.signUp("maya")).answer.account);
await desk.signUp("desk", "--staff-code", server.staffCode!);

const today = new Date().toISOString().slice(0, 10);
const [year, month, day] = today.split("-");
// Nine of ten have a reference.
const rows = Array.from({ length: LINES }, (_, n) => {
  const text = n % 10 === 0 ? `NEFT ${n} no reference` : `UPI ${n} ${reference}`;
  return `${day}/${month}/${year},${text},${n},${n + 1}.00`;
});
const file = dir.file("lines.csv", ["Date,Text,Number,Amount", ...rows].join("\n"));
const map = dir.file(
  "map.json",
  JSON.stringify({
    name: "own",
    delimiter: ",",
    decimal: ".",
    days: "dmy",
    currency: "INR",
    columns: { bookedOn: "Date", amount: "Amount", text: ["Text"], reference: "Number" },
  }),
);

async function took(what: string, words: readonly string[]): Promise<void> {
  const began = performance.now();
  const ran = await desk.run("desk", ["import", file, "--map-file", map, ...words]);
  if (ran.code !== 0) throw new Error(ran.err);
  const seconds = ((performance.now() - began) / 1_000).toFixed(2);
  console.log(`${what}: ${seconds} s (${ran.out.trim().split("\n").at(-1)})`);
}

console.log(`${machineText()} Program: ${launcher.name}. ${LINES} lines.`);
await took("shown", ["--dry-run"]);
await took("shown and booked", ["--yes"]);
await took("shown, all booked before", ["--yes"]);
