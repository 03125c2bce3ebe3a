// `bank simulate`: lives through days of a misbehaving world in seconds, again and again with other seeds. A failure
// prints the one command that replays it.
import { makeCertificate } from "../net/certificate.ts";
import { EXIT } from "../console/exit.ts";
import type { SimulateValue } from "./program.ts";
import { line } from "../console/screen.ts";
import { halfMadeFile } from "../simulation/half_made.ts";
import { Simulation } from "../simulation/simulation.ts";
import type { World } from "../console/world.ts";

export async function simulate({ screen, host }: World, words: SimulateValue): Promise<number> {
  const { steps, citizens, seeds } = words;
  const certificate = await makeCertificate(host.random);
  const halfMade = await halfMadeFile();
  const first = words.seed ?? host.clock() % 2 ** 31;
  let [transfers, crashes, cuts, hours] = [0, 0, 0, 0];
  for (let seed = first; seed < first + seeds; seed++) {
    try {
      const report = await new Simulation({ seed, steps, citizens, certificate, halfMade })
        .run();
      transfers += report.transfers;
      crashes += report.crashes;
      cuts += report.cuts;
      hours += report.lastedMs / 3_600_000;
      if (words.json) screen.out(JSON.stringify({ seed, ...report }));
    } catch (error) {
      const { message, stack } = error as Error;
      screen.out(words.json ? JSON.stringify({ seed, failure: message }) : `FAILED: ${message}`);
      screen.say(line`  ${(stack ?? "").split("\n").slice(1, 4).join(" ")}`);
      screen.say(
        line`Replay it with: bank simulate --seed ${seed} --steps ${steps} --citizens ${citizens}`,
      );
      return EXIT.refused;
    }
  }
  if (!words.json) {
    screen.out(
      line`${seeds} seeds from ${first}: ${transfers} transfers, ${crashes} crashes, ${cuts} cuts, ` +
        line`${Math.round(hours)} hours; everything stayed true.`,
    );
  }
  return EXIT.done;
}
