// Every bound of the pure core, with its unit and its reason. Relations between them are asserted in
// tests/unit/limits_test.ts. Nothing here may depend on sockets or storage.

/** Minor units that may be outstanding in total: above 2^53-1 a JavaScript number would round. */
export const ISSUED_MINOR_MAX = Number.MAX_SAFE_INTEGER;

/** Bytes of one journal block: a Deno KV value holds 65,536 bytes, the rest is reserve for its header. */
export const BLOCK_BYTES_MAX = 60 * 1024;

/** Bytes that the header and the closing brackets of a block may take. */
export const BLOCK_FRAME_BYTES_MAX = 512;

/** Blocks of one commit: eight full ones stay well below the 819,200 bytes of a Deno KV transaction. */
export const BLOCKS_PER_COMMIT_MAX = 8;

/** Commands that may wait for a look-up of an old transfer id at once; beyond it callers are told `busy`. */
export const RECALLS_MAX = 1_024;

/** Commands that may wait while a block is being written; beyond it callers are told `busy`. */
export const WAITING_COMMANDS_MAX = 16_384;

/** Unicode code points of a memo: one line of a bank statement (ISO 20022 unstructured remittance). */
export const MEMO_CHARS_MAX = 140;

/** Unicode code points of a display name: what a payment message carries (ISO 20022, Max70Text). */
export const DISPLAY_NAME_CHARS_MAX = 70;

/** Code points of a password; a longer one only buys the attacker our time. */
export const PASSWORD_CHARS_MAX = 256;

/** Code points of a password (NIST SP 800-63B asks for eight at least). */
export const PASSWORD_CHARS_MIN = 8;

/** How long a held payment waits for its owner before it cancels itself. */
export const HOLD_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** Holds that one account may have open at once. */
export const OPEN_HOLDS_MAX = 32;

/** Needs that one organisation may have asked for in its life. */
export const NEEDS_MAX = 10_000;

/** Pieces, kilograms or whatever is needed at once: keeps every sum of counts exact. */
export const QUANTITY_MAX = 1_000_000;

/** How long a pledge may wait until its donor says that it is on its way. */
export const PLEDGE_LIFETIME_MS = 72 * 60 * 60 * 1000;

/** How long it may then take until the organisation has counted it. */
export const PLEDGE_TRANSIT_MS = 30 * 24 * 60 * 60 * 1000;

/** How long an open gift waits for its money: transfers between banks take days, and people forget for a week. */
export const OPEN_GIFT_LIFETIME_MS = 14 * 24 * 60 * 60 * 1000;

/** Times in a row that a recurring gift may find no money before it ends. */
export const ORDER_SKIPS_MAX = 3;

/** Milliseconds by which the first of recurring gifts may lie ahead: a year and a day. */
export const ORDER_AHEAD_MS_MAX = 366 * 24 * 60 * 60 * 1000;

/** Code points of the memo of a request, and of its reference: both fit into one memo, with a space between. */
export const REQUEST_MEMO_CHARS_MAX = 100;

/** ISO 20022, Max35Text. */
export const REQUEST_REFERENCE_CHARS_MAX = 35;

/** Payment requests that one customer may have open at once: a school with some hundred families. */
export const OPEN_REQUESTS_MAX = 1_000;

/** Of these to the same payer: more of them is bother. */
export const REQUESTS_PER_PAIR_MAX = 5;

/** Requests that one customer may make in a day of the bank. */
export const REQUESTS_PER_DAY_MAX = 500;

/** Customers whose requests one customer may have turned away. */
export const REQUEST_BLOCKS_MAX = 200;

/** Days until a request is due that does not say when. */
export const REQUEST_DUE_DAYS = 30;

/** Days until the latest day that one may say: a year and a day. */
export const REQUEST_DUE_DAYS_MAX = 366;

/** Days after that day on which it can still be paid. */
export const REQUEST_LAPSE_DAYS = 14;

/** Standing orders of one customer that may go on at once. */
export const STANDING_ORDERS_MAX = 50;

/** And those that one customer may make in all: they are held in memory, also when they are over. */
export const STANDING_ORDERS_MADE_MAX = 1_000;

/** Days until the first day of a standing order: a year and a day. */
export const STANDING_FIRST_DAYS_MAX = 366;

/** How often a day of a standing order is tried: on the day itself and on the three after it, fewer than lie between two. */
export const STANDING_TRIES_MAX = 4;

/** Days in a row that are not paid before a standing order ends. */
export const STANDING_MISSED_MAX = 3;

/** Milliseconds until a customer's own limits that are higher are in force. */
export const OWN_LIMITS_LATER_MS = 24 * 60 * 60 * 1000;

/** Payees of a day that a limit may allow, and that are counted of one customer. */
export const DAY_PAYEES_MAX = 1_000;

/** Minor units that an account may go below zero at most: a billion of a currency with cents. */
export const CREDIT_MINOR_MAX = 10 ** 11;

/** Payouts of one customer that the bank may still have the money of. */
export const OPEN_PAYOUTS_MAX = 20;

/** And those that one customer may ask for in all: they are held in memory, also when they are over. */
export const PAYOUTS_MADE_MAX = 2_000;

/** Payouts of one batch: one file, one upload, one page that people can look through. */
export const PAYOUTS_PER_BATCH_MAX = 200;

/** How far the time in a new transfer id may be ahead of the bank: ids are kept in memory until their time has come. */
export const ID_AHEAD_MS_MAX = 60 * 60 * 1000;

/** How far it may lie back: a client that was cut off for longer makes a new one. */
export const ID_BEHIND_MS_MAX = 7 * 24 * 60 * 60 * 1000;

/** How long the code of an invitation to the staff can be used. */
export const STAFF_INVITATION_LIFETIME_MS = 7 * 24 * 60 * 60 * 1000;

/** How long a proposal of a member of staff waits for another one. */
export const PROPOSAL_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** Characters of what staff tell all customers, days for which it is shown at most, and how much of it there may be at once. */
export const ANNOUNCEMENT_CHARS_MAX = 280;
export const ANNOUNCEMENT_DAYS_MAX = 30;
export const ANNOUNCEMENTS_MAX = 5;
/** In 24 hours: who is told much does not read it. */
export const ANNOUNCEMENTS_PER_DAY_MAX = 3;

/** Proposals that may wait: they are held in memory, and a list of them is read by people. */
export const PROPOSALS_OPEN_MAX = 200;
/** And of these of one member of staff, so that none of them takes the place of all. */
export const PROPOSALS_OF_ONE_MAX = 50;

/** Invitations that may be open: they are held in memory, and a list of them is read by people. */
export const INVITATIONS_OPEN_MAX = 50;

/** How far ahead the day of another bank's line may be: days begin earlier in the east. */
export const LINE_AHEAD_MS_MAX = 2 * 24 * 60 * 60 * 1000;

/** How far back: a year's statement, read a month late. */
export const LINE_BEHIND_MS_MAX = 400 * 24 * 60 * 60 * 1000;

/** Signs that are kept of the text of one line of another bank. */
export const LINE_TEXT_CHARS_MAX = 1_000;

/** Lines of another bank that may wait for their account: they are held in memory. */
export const LINES_WAITING_MAX = 20_000;

/** Look-ups of old ids that one account may have under way, so that one customer cannot take all of `RECALLS_MAX`. */
export const RECALLS_PER_ACCOUNT_MAX = 32;

/** By how much the machine's clock may differ from what has been counted: time servers correct less than this. */
export const CLOCK_STEP_MS_MAX = 10 * 60 * 1000;

/**
 * How long a bank may have been off on a machine that was off, too, before its clock has to be confirmed: holidays are
 * shorter, wrong years and months are longer.
 */
export const CLOCK_GAP_MS_MAX = 10 * 24 * 60 * 60 * 1000;

/** Corrections of the bank's clock that can be kept: each is asked for whenever an old entry is dated. */
export const CLOCK_SETS_MAX = 100;
