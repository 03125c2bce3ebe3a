// Methods that pay many at once, and that say what would become of payments.
import * as z from "zod";
import { amountMinor, memo, password, payee, transferId } from "./fields.ts";
import { lazily, once } from "./lazily.ts";
import { PAYMENTS_PER_REQUEST } from "./limits.ts";
import { atMs, minor, open, TransferView } from "./answers.ts";

/** One of several. Without an `id` it is known by its line of the file, or by its place in the request. */
const OneOfMany = once(() =>
  z.strictObject({
    id: transferId.optional(),
    line: z.int().min(1).max(1_000_000).optional(),
    to: payee,
    amountMinor,
    memo,
  })
);

const many = once(() => ({
  payments: z.array(OneOfMany()).min(1).max(PAYMENTS_PER_REQUEST),
  /** Of the request: payments without an id of their own get one made from it. */
  id: transferId.optional(),
  /** SHA-256 of the bytes of the file whose lines they are. */
  file: z.string().regex(/^[0-9a-f]{64}$/, "expected a SHA-256 in hex").optional(),
}));

interface GivenMany {
  readonly payments: readonly {
    readonly id?: string | undefined;
    readonly line?: number | undefined;
  }[];
  readonly id?: string | undefined;
  readonly file?: string | undefined;
}

/** @returns where a payment is that nothing would tell from another one. */
function unnamed({ payments, id, file }: GivenMany): number {
  return payments.findIndex((one) =>
    one.line !== undefined && (file === undefined || one.id !== undefined) ||
    one.id === undefined && one.line === undefined && id === undefined
  );
}

const named = <T extends z.ZodType<GivenMany>>(params: T) =>
  params.superRefine((given, context) => {
    const place = unnamed(given);
    if (place < 0) return;
    const message = "expected an id, or a line with the file's SHA-256, or an id of the request";
    context.addIssue({ code: "custom", path: ["payments", place], message });
  });

/** What a payment is refused with that does not fail the whole request. */
const RefusalView = once(() =>
  z.object({
    code: z.string(),
    retryable: z.boolean(),
    /** What explains it, as with a refusal of the whole request. */
    detail: z.record(
      z.string(),
      z.union([z.string(), z.number(), z.array(z.string()).readonly()]),
    ),
  })
);

const foreseen = once(() => ({
  /** `known`: it has happened before, as `transfer` says. */
  outcome: open(["booked", "held", "known", "refused"]),
  /** The account, where it is known who that is. */
  to: z.string().optional(),
  /** The name that payers see. */
  displayName: z.string().optional(),
  /** Why it looks unusual. */
  reasons: z.array(z.string()).readonly().optional(),
  expiresAtMs: atMs.optional(),
}));

export const MANY_PAYMENT_METHODS = lazily({
  transfers: () => ({
    access: "customer",
    summary: "Pays many at once",
    docs:
      "Each payment is decided by itself, in the order of the request, and has its own outcome in the answer. With `together` all of them are booked in one block, or none.",
    params: named(z.strictObject({
      ...many(),
      together: z.boolean().default(false),
      /** Proved before anything is paid, where it is given. */
      password: password.optional(),
    })),
    result: z.object({
      /** In the order of the request. */
      payments: z.array(z.object({
        /** Booked, or held until its owner confirms it. */
        transfer: TransferView.optional(),
        refusal: RefusalView().optional(),
      })),
    }),
  }),
  previewTransfers: () => ({
    access: "customer",
    summary: "Says what would become of many payments",
    docs: "As `transfers`, which it takes the same payments as, and nothing is paid.",
    reads: true,
    looks: true,
    params: named(z.strictObject(many())),
    result: z.object({
      /** In the order of the request. */
      payments: z.array(z.object({
        ...foreseen(),
        transfer: TransferView.optional(),
        refusal: RefusalView().optional(),
      })),
      /** Of what would be booked or held. */
      sumMinor: minor,
      /** What can be spent now, and after all of them. */
      availableMinor: minor,
      leftMinor: minor,
      /** Why one payment of that sum would be held; empty when it would not. */
      reasons: z.array(z.string()).readonly(),
    }),
  }),
  previewTransfer: () => ({
    access: "customer",
    summary: "Says what would become of a payment",
    docs: "As `transfer`, and nothing is paid; refused where that would be refused.",
    reads: true,
    looks: true,
    params: z.strictObject({ to: payee, amountMinor, memo }),
    result: z.object({ ...foreseen(), availableMinor: minor, leftMinor: minor }),
  }),
});
