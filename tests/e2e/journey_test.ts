// One journey over every form in which the bank is shipped: the same steps with the executable, the Debian package under its own
// systemd, the npm package on every Node that it promises, and the source. The last test prints what became of each step where.
import assert from "node:assert/strict";
import { FORMS } from "../support/journey/form.ts";
import * as banking from "../support/journey/banking.ts";
import { endsTheDay } from "../support/journey/cash.ts";
import { paysOut } from "../support/journey/payouts.ts";
import * as site from "../support/journey/site.ts";
import { Table } from "../support/journey/table.ts";
import { Trip } from "../support/journey/trip.ts";
import { scratch } from "../support/program.ts";

/** In this order: each counts on those before it. */
const STEPS: Readonly<Record<string, (trip: Trip) => Promise<banking.LeftOut>>> = {
  "first start": banking.firstStart,
  "sign-up": banking.signsUp,
  "pay": banking.pays,
  "alerts": banking.alerts,
  "slow pipe": banking.slowPipe,
  "figures": banking.figures,
  "second start": banking.secondStart,
  "give": site.gives,
  "pay from outside": site.paysFromOutside,
  "pay out": paysOut,
  "both PDFs": site.papers,
  "end of day": endsTheDay,
  "/me ×3": site.threeLanguages,
  "every page": site.everyPage,
  "backup": banking.backsUp,
  "doctor": banking.doctor,
  "end": banking.ends,
};

/** Milliseconds after which a step has failed, on whatever machine. */
const PATIENCE_MS = 300_000;

const table = new Table(Object.keys(STEPS));

/** A step that waits for what never comes ends, too, and can be named. */
async function within(step: Promise<banking.LeftOut>): Promise<banking.LeftOut> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error("it did not end")), PATIENCE_MS);
  try {
    return await Promise.race([step, promise]);
  } finally {
    clearTimeout(timer);
  }
}

for (const form of FORMS) {
  if (form.missing) table.leaveOut(form.name, form.missing);
  Deno.test({
    name: `journey, ${form.name}`,
    ignore: form.missing !== null,
    async fn(test) {
      await using stack = new AsyncDisposableStack();
      const dir = stack.use(scratch());
      const house = await form.open(dir, stack);
      if (typeof house === "string") return table.leaveOut(form.name, house);
      const trip = stack.use(new Trip({ form, house, dir }));
      for (const [step, take] of Object.entries(STEPS)) {
        const good = await test.step({
          name: `${form.name}: ${step}`,
          // What a step opens, a later one closes.
          sanitizeOps: false,
          sanitizeResources: false,
          fn: () =>
            within(take(trip)).then(
              (leftOut) => table.note(form.name, step, leftOut ? { leftOut } : { ok: true }),
              (error: Error) => {
                table.note(form.name, step, { failed: error.message.split("\n")[0]! });
                throw error;
              },
            ),
        });
        if (!good) return;
      }
    },
  });
}

Deno.test("journey: every form has come to its end", () => {
  const forms = FORMS.map(({ name }) => name);
  console.log(`\n${table.text(forms)}\n`);
  assert.deepEqual(table.faults(forms), []);
});
