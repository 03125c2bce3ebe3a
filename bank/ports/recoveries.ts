// The port to recoveries: a lost password or second factor on its way back. Implemented by store/recoveries.ts.

/** As it is kept (store/recoveries.ts). */
export interface RecoveryRecord {
  readonly account: string;
  readonly secondFactor: boolean;
  readonly reason: string;
  readonly startedBy: string;
  readonly startedAtMs: number;
  readonly expiresAtMs: number;
  /** SHA-256 of the half of the code that who began it was given, in hex. */
  readonly firstHash: string;
  /** And who agreed, with the other half. */
  readonly agreed: { readonly by: string; readonly hash: string } | null;
}

/** The port: one recovery per account. */
export interface Recoveries {
  get(account: string): Promise<RecoveryRecord | null>;
  all(): Promise<RecoveryRecord[]>;
  /** Changes one atomically. @param edit may be called again; null takes it away. @returns what is there now. */
  change(
    account: string,
    edit: (now: RecoveryRecord | null) => RecoveryRecord | null,
  ): Promise<RecoveryRecord | null>;
}
