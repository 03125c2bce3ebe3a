// The port to the registry of people: who they are, how they prove it, their sessions. Implemented by store/registry.ts.

/** A person as the registry keeps them (store/registry.ts). */
export interface PersonRecord {
  account: string;
  userName: string;
  displayName: string;
  passwordHash: string;
  role: "customer" | "staff";
  createdAtMs: number;
  /** `firstSeenAtMs` is absent in records of release 0.1, and 0 for the machine of the sign-up. */
  devices: { hash: string; firstSeenAtMs?: number | undefined; lastSeenAtMs: number }[];
  totp?: SecondFactor | undefined;
}

export interface SessionRecord {
  account: string;
  createdAtMs: number;
  expiresAtMs: number;
  /** Absent in sessions that began under release 0.1. */
  device?: string | undefined;
  deviceSinceMs?: number | undefined;
  factor?: boolean | undefined;
  /** From where it began, and what the client calls itself; absent in sessions of earlier releases. */
  source?: string | undefined;
  client?: string | undefined;
}

export interface KnownSession
  extends Pick<SessionRecord, "createdAtMs" | "expiresAtMs" | "source" | "client"> {
  /** Of its token. */
  readonly hash: string;
  readonly current: boolean;
}

/** Up to which entry and which notice alerts have been shown. */
export interface ReadMarks {
  readonly entry: number;
  readonly notice: number;
}

/** The registry port: people and their sessions, outside the ledger. */
export interface People {
  /** @param staffCode used up with it. */
  add(person: PersonRecord, staffCode?: string): Promise<boolean>;
  person(account: string): Promise<PersonRecord | null>;
  /** Also of people who have left. */
  accountNamed(userName: string): Promise<string | null>;
  /** Who signs in under this name. Takes as long for a name that no customer has. */
  personNamed(userName: string): Promise<PersonRecord | null>;
  change(
    account: string,
    edit: (person: PersonRecord) => PersonRecord,
  ): Promise<PersonRecord | null>;
  markLeaving(account: string): Promise<void>;
  unmarkLeaving(account: string): Promise<void>;
  erase(account: string): Promise<void>;
  addSession(
    token: string,
    session: SessionRecord,
  ): Promise<string[]>;
  session(token: string): Promise<SessionRecord | null>;
  endSession(token: string): Promise<void>;
  endSessions(account: string, keepToken?: string): Promise<void>;
  /** By the hash of its token. */
  endOneSession(account: string, hash: string): Promise<void>;
  sessions(account: string, currentToken: string): Promise<KnownSession[]>;
  /** @param device null for sessions that name none. @returns null when nothing has been read there. */
  readMarks(account: string, device: string | null): Promise<ReadMarks | null>;
  markRead(account: string, device: string | null, marks: ReadMarks): Promise<void>;
  forgetReadMarks(account: string, device: string): Promise<void>;
  isStaffCode(code: string): Promise<boolean>;
  setStaffCode(code: string): Promise<void>;
}

export interface SecondFactor {
  /** Base 32. */
  readonly secret: string;
  /** It has been shown to work: from then on it is asked for. */
  readonly confirmed: boolean;
  /** The period of the newest code that was used. */
  readonly lastPeriod: number;
  /** SHA-256 of each recovery code that is left, in hex; absent where the factor was set up before there were any. */
  readonly recovery?: readonly string[] | undefined;
}
