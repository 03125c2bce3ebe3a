// What the registry of people keeps: the shapes of its records. Release 0.1 has written some without what is optional here.
import * as z from "zod";
import type { KvKey } from "./kv.ts";

export const Person = z.object({
  account: z.string(),
  userName: z.string(),
  displayName: z.string(),
  /** In PHC string form: Argon2id, or scrypt where release 0.1 has made it and its owner has not signed in since. */
  passwordHash: z.string(),
  role: z.enum(["customer", "staff"]),
  createdAtMs: z.int(),
  devices: z.array(
    z.object({ hash: z.string(), firstSeenAtMs: z.int().optional(), lastSeenAtMs: z.int() }),
  ),
  /** The second factor, where there is one. */
  totp: z.object({
    secret: z.string(),
    confirmed: z.boolean(),
    lastPeriod: z.int(),
    recovery: z.array(z.string()).readonly().optional(),
  }).optional(),
});
export type Person = z.infer<typeof Person>;

/** Stands where there is no person, so that looking for one takes as long: as large as a customer with one machine. */
export const ABSENT_PERSON: Person = {
  account: "0".repeat(12),
  userName: "nobody",
  displayName: "nobody",
  passwordHash: `$argon2id$v=19$m=19456,t=2,p=1$${"A".repeat(22)}$${"A".repeat(43)}`,
  role: "customer",
  createdAtMs: 1_767_225_600_000,
  devices: [
    { hash: "0".repeat(64), firstSeenAtMs: 1_767_225_600_000, lastSeenAtMs: 1_767_225_600_000 },
  ],
};

export const SessionRecord = z.object({
  account: z.string(),
  createdAtMs: z.int(),
  expiresAtMs: z.int(),
  device: z.string().optional(),
  deviceSinceMs: z.int().optional(),
  factor: z.boolean().optional(),
  source: z.string().optional(),
  client: z.string().optional(),
});
export type SessionRecord = z.infer<typeof SessionRecord>;

export const ReadMarks = z.object({ entry: z.int(), notice: z.int() });
export type ReadMarks = z.infer<typeof ReadMarks>;

export const Mark = z.object({ mark: z.literal("registry of people") });
export const MARK: z.infer<typeof Mark> = { mark: "registry of people" };

export const AccountRecord = z.object({ account: z.string() });
export const STAFF_CODE: KvKey = ["staff_code"];
export const CERTIFICATE: KvKey = ["certificate"];
export const CertificateRecord = z.object({ fingerprint: z.string() });
export const CodeRecord = z.object({ hash: z.string() });
export const NO_CODE: z.infer<typeof CodeRecord> = { hash: "0".repeat(64) };
