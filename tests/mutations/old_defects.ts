// Defects that the bank once had, each with what puts it back into the source of today. A text that is changed stands in its
// file exactly once; when it is gone, the run says so.

export interface Patch {
  /** From the root of the source. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export interface Mutation {
  readonly name: string;
  /** What it did to whom, when it was there. */
  readonly from: string;
  readonly patches: readonly Patch[];
  /** How the simulator tells it. */
  readonly says: RegExp;
}

export const MUTATIONS: readonly Mutation[] = [
  {
    name: "behind-mark",
    from: "a journal that had lost acknowledged blocks was accepted",
    patches: [{
      file: "store/journal_end.ts",
      from: "  if (mark) claims.push(acknowledgedBy(mark));\n",
      to: "",
    }],
    says: /^It started, and block \d+ is missing$/,
  },
  {
    name: "mark-missing",
    from: "nothing asked where the mark had gone",
    patches: [{
      file: "server/books_proof.ts",
      from: 'damage ?? (marked && !mark ? "the mark beside it is missing" : null)',
      to: "damage",
    }],
    says: /^It started, and block \d+ is missing$/,
  },
  {
    name: "behind-views",
    from: "the views, the only proof of a loss, were made again",
    patches: [{
      file: "store/journal_end.ts",
      from: "const viewsTell = views && (!mark || views.newest > head.seq);",
      to: "const viewsTell = null as typeof views;",
    }],
    says: /^It started, and block \d+ is missing$/,
  },
  {
    name: "views-removed",
    from: "a start that was refused removed the views",
    patches: [{
      file: "server/books_proof.ts",
      from: "    if (behind) throw refused(path, behind);\n    return proof;",
      to:
        "    if (behind) {\n      removeKv(join(path, 'views.kv'));\n      throw refused(path, behind);\n    }\n    return proof;",
    }],
    says: /^A start that was refused has changed files$/,
  },
  {
    name: "views-stop",
    from: "damaged views stopped the start, and the advice lost payments",
    patches: [{
      file: "store/open_views.ts",
      from: '      say("cannot be read", { error: String(error) });',
      to:
        "      throw new DataError(`${file} is damaged: ${error}; restore the directory from a backup`);",
    }],
    says: /^Nothing was lost: .* restore the directory from a backup$/,
  },
  {
    name: "other-key",
    from: "another bank's signing.key was taken without a word",
    patches: [{
      file: "server/books.ts",
      from: "if (known === null || known === key.publicKey) return key;",
      to: "if (known !== undefined) return key;",
    }],
    says: /^It started with the signing\.key of another bank$/,
  },
  {
    name: "clock-jump",
    from: "one wrong clock dated everything after it",
    patches: [{
      file: "bank/bank_clock.ts",
      from: "  readonly now = (): number => {\n",
      to:
        "  readonly now = (): number => {\n    return this.#nowMs = Math.max(this.#nowMs, this.#clocks.wall());\n",
    }],
    says: /^block \d+ is dated \d+ minutes ahead, by a jump$/,
  },
  {
    name: "clock-jump-at-start",
    from: "a clock that was ahead at a start was believed",
    patches: [{
      file: "bank/bank_clock.ts",
      from: "if (jumped && !this.#corroborated(wall)) this.#fail(boundMs);",
      to: "if (jumped && boundMs < 0) this.#fail(boundMs);",
    }],
    says: /^block \d+ is dated \d+ minutes ahead, by a jump$/,
  },
  {
    name: "ids-of-a-second",
    from: "each look-up read all ids of its second: any customer could stall the bank",
    patches: [{
      file: "store/id_index.ts",
      from: '{ prefix: ["ids", secondOf(id), part] }',
      to: '{ prefix: ["ids", secondOf(id)] }',
    }],
    says: /^A look-up read \d+ bytes of ids$/,
  },
  {
    name: "start-before-ids",
    from: "a start with the clock behind the ids took minutes",
    patches: [{
      file: "store/recent_transfers.ts",
      from: "ids.later(now, Math.min(LATER_MAX, max))",
      to: "ids.later(now, Infinity)",
    }],
    says: /^A start read its disks \d+ times$/,
  },
  {
    name: "founding-cut",
    from: "a kill inside the founding left a directory that never starts",
    patches: [{
      file: "store/bank_file.ts",
      from: "const readOnly = !fs.existsSync(`${file}-journal`);",
      to: "const readOnly = true;",
    }, {
      file: "store/bank_file.ts",
      from: "  if (founded) throw damagedKv(file, damage);\n  removeKv(file);",
      to: "  throw damagedKv(file, damage);",
    }],
    says: /attempt to write a readonly database/,
  },
  {
    name: "denied-block",
    from: "what the store denied to have was booked once more",
    patches: [{
      file: "bank/append.ts",
      from: "    if (await journal.append(seq, blocks)) return true;",
      to: "    return await journal.append(seq, blocks);",
    }],
    says: /is told again$/,
  },
  {
    name: "audit-ahead",
    from: "the online audit cried wolf",
    patches: [{
      file: "server/audit_books.ts",
      from: "    if (audit.head.seq === seq) return true;\n  }",
      to: "  }\n  if (audit.head.seq >= seq) return true;",
    }],
    says: /^An audit cries wolf: /,
  },
  {
    name: "resumed-token",
    from: "a stolen token that was resumed during it outlived endOtherSessions",
    patches: [{
      file: "service/identity/session.ts",
      from: "if (!taking.revoked) return act(seen);",
      to: "return act(seen);",
    }],
    says: /was booked for a thief whose session had been ended$/,
  },
  {
    name: "asked-too-early",
    from: "a command that waited for an old id was decided for a session that had ended",
    patches: [{
      file: "service/acting.ts",
      from: "loop.send(command, settle, (ahead) => actingRefusal(ahead, session, command));",
      to:
        "const early = actingRefusal(loop.ledger, session, command);\n  loop.send(command, settle, () => early);",
    }],
    says: /was booked for a thief whose session had been ended$/,
  },
  {
    name: "revoked-on-paper",
    from: "ended sessions kept their connections",
    patches: [{
      file: "service/identity/session.ts",
      from: "      this.#end(session);\n",
      to: "",
    }],
    says: /was booked for a thief whose session had been ended$/,
  },
  {
    name: "thief-confirms",
    from: "a stolen password confirmed the payment that was held because of it",
    patches: [{
      file: "service/holds.ts",
      from:
        "  const owner = await proveOwner(service, session, password);\n  if (owner instanceof Refusal) return owner;\n  return await submitTransfer(",
      to:
        "  const owner = await proveAgain(service, session, password);\n  if (owner instanceof Refusal) return owner;\n  return await submitTransfer(",
    }],
    says: /was confirmed by the thief for whose machine it was held$/,
  },
  {
    name: "thief-reads",
    from: "what a thief had read was not shown to the owner any more",
    patches: [{
      file: "service/alerts.ts",
      from: "const here = device === null ? null : await people.readMarks(account, device);",
      to: "const here = await people.readMarks(account, null);",
    }],
    says: /and only a thief has read them$/,
  },
  {
    name: "returned-first",
    from: "a payout whose return was read before that it had left stayed in `payouts` for ever",
    patches: [{
      file: "bank/payouts/payout_record.ts",
      from: 'OPEN_PAYOUT_STATES.includes(state) || state === "returned"',
      to: "OPEN_PAYOUT_STATES.includes(state)",
    }],
    says: /payouts/,
  },
];
