// Every bound of the network layer, with its unit and its reason. Relations are asserted in
// tests/unit/limits_test.ts.

const DOCUMENT_TIME_MS = 5 * 60_000;

/** Bytes of one frame before sign-in: the largest of those requests is a sign-up. */
export const FRAME_BYTES_MAX_STRANGER = 8 * 1024;

/** Bytes of one frame after sign-in. */
export const FRAME_BYTES_MAX = 64 * 1024;

/** Bytes of the read buffer of an idle connection; it grows while a connection is busy. */
export const READ_BUFFER_BYTES_IDLE = 2 * 1024;

/** Bytes of the read buffer of a busy connection. */
export const READ_BUFFER_BYTES_BUSY = 64 * 1024;

/**
 * Parts of everything scarce that only those may have whom the bank knows better (service/sharing/rank.ts): who has an account
 * since today, whose account and machine it knows for longer, and staff.
 */
export const RESERVED = { newcomer: 1 / 16, known: 1 / 8, staff: 1 / 16 } as const;

/** Connections at once that have signed in; each costs tens of KiB. Without what is reserved 10,000. */
export const MEMBERS_MAX = 12_500;

/** Of them, those of one account: a program may open some for its work. The oldest ends when one more signs in. */
export const CONNECTIONS_PER_ACCOUNT_MAX = 64;

/** Connections at once that have not signed in, so that strangers cannot use up all of them. Without what is reserved 2,000. */
export const STRANGERS_MAX = 2_688;

/** Connections over HTTP at once; an edge in front needs a handful. */
export const WEB_CONNECTIONS_MAX = 2_000;

/** Live pages at once; each costs a few KiB. */
export const LIVE_SOCKETS_MAX = 20_000;

/** Of them, those of one account. */
export const LIVE_PER_ACCOUNT_MAX = 32;

/** Requests of one connection that may be under way; more are told `busy`. */
export const REQUESTS_IN_FLIGHT_MAX = 1_024;

/** Requests of all connections of one account together: an eighth of what the commit loop takes. */
export const REQUESTS_PER_ACCOUNT_MAX = 2_048;

/** Payments of one request that asks for many. */
export const PAYMENTS_PER_REQUEST = 500;

/** Payments of such requests that may be under way: of all accounts together half of what the commit loop takes, and of one account. */
export const PAYMENTS_AT_ONCE_MAX = 8_192;
export const PAYMENTS_PER_ACCOUNT_MAX = REQUESTS_PER_ACCOUNT_MAX;

/** Requests of one stranger that may be under way: each may cost a password hash. */
export const REQUESTS_IN_FLIGHT_MAX_STRANGER = 4;

/** Bytes of answers waiting for a client that does not read; beyond it the connection is closed. */
export const OUTBOX_BYTES_MAX = 4 * 1024 * 1024;

/** Bytes of answers waiting beyond which alerts are no longer pushed (they can be fetched), and nothing more is read. */
export const PUSH_BYTES_MAX = 256 * 1024;

/** Bytes of answers waiting for all connections together, and for those of one account or of one source of strangers. */
export const UNSENT_BYTES_MAX = 256 * 1024 * 1024;
export const UNSENT_BYTES_PER_HOLDER = 16 * 1024 * 1024;

/** Milliseconds after which a client is cut off that takes nothing of what waits for it. */
export const UNREAD_MS = 30_000;

/** Milliseconds for a TLS handshake, and for the head of a first request over HTTP. */
export const HANDSHAKE_MS = 10_000;
export const HEAD_MS = 10_000;

/** Milliseconds after which a connection over HTTP ends on which nothing moves. */
export const WEB_IDLE_MS = 75_000;

/** Milliseconds after which one ends that has been sending all the time and never waited for an answer: a document takes less. */
export const WEB_SILENT_MS = DOCUMENT_TIME_MS + 60_000;

/** Milliseconds without a frame before a connection that has not signed in is closed. */
export const IDLE_MS_STRANGER = 60_000;

/** Milliseconds without a frame before a signed-in connection is closed; `ping` keeps it. */
export const IDLE_MS = 15 * 60_000;

/** Milliseconds that a client has to read the last words before its connection is closed. */
export const END_MS = 4_000;

/** Milliseconds that a stopping server gives requests that are under way, and then clients to read the answers. */
export const DRAIN_MS = 1_000;
export const LEAVE_MS = 300;

/** Milliseconds that a session token can be used to resume. */
export const SESSION_LIFETIME_MS = 12 * 60 * 60_000;

/** Password hashes computed at once, each on a thread of its own with 19 MiB: two keep a small machine responsive. */
export const HASHES_AT_ONCE = 2;

/**
 * Password hashes waiting; beyond it callers are told `busy`. Eight seconds of work, and a busy machine, or hashes of release 0.1, make it
 * half a minute: a client waits no longer.
 */
export const HASHES_WAITING_MAX = 256;

/** Looks into the store at once that may bring much, such as pages of history: two hundred entries are a tenth of a megabyte. */
export const LOOKS_AT_ONCE = 32;

/** Such looks that wait, of all together and of one account. */
export const LOOKS_WAITING_MAX = 16_384;
export const LOOKS_PER_LINE_MAX = REQUESTS_PER_ACCOUNT_MAX;

/** Failed sign-ins of one name from one source before it has to wait. */
export const FAILURES_PER_NAME_AND_SOURCE = 5;

/** Failed sign-ins from one source, whatever the names. */
export const FAILURES_PER_SOURCE = 50;

/** Failed sign-ins of one name from devices that never signed in to it, whatever the source. */
export const FAILURES_PER_NAME_FROM_STRANGE_DEVICES = 100;

/** Sign-ins of one name from one source that may wait for others of it to end: a script may start as many at once. */
export const SIGN_INS_WAITING_MAX = 64;

/** Milliseconds of the first wait; it doubles with each further failure. */
export const BACK_OFF_MS_MIN = 1_000;

/** Milliseconds of the longest wait. */
export const BACK_OFF_MS_MAX = 15 * 60_000;

/** Names, sources and pairs remembered for throttling. */
export const THROTTLE_KEYS_MAX = 100_000;

/** Payee look-ups of one customer in a minute: enough to pay, too few to list all customers. */
export const LOOK_UPS_PER_MINUTE = 120;

/** Customers that one call may ask for money; each is a command of its own. */
export const PAYERS_PER_CALL_MAX = 100;

/** Payment requests in one answer: each may have texts of hundreds of bytes. */
export const REQUESTS_SHOWN_MAX = 100;

/** Days of a standing order that is to end after some: weekly, for nearly twenty years. */
export const STANDING_TIMES_MAX = 1_000;

/** Payments of one customer in a minute to payees that there are not: who makes more of them is guessing. */
export const UNKNOWN_PAYEES_PER_MINUTE = 120;

/** Unknown transfers that one customer may ask about in a minute: each is looked for on the disk. */
export const UNKNOWN_TRANSFERS_PER_MINUTE = 600;

/** Codes of a second factor that a signed-in customer may try in a minute, over all faces together. */
export const CODES_PER_MINUTE = 10;

/** How long a lost password may wait for its second member of staff, and then for the customer. */
export const RECOVERY_LIFETIME_MS = 24 * 60 * 60_000;

/** Reports of pages from one source in a minute, and numbers of reports that it may try. */
export const REPORTS_PER_MINUTE = 5;
/** Of one source: what one can tell must not keep the others from telling. */
export const REPORTS_PER_DAY = 20;

/** Reports that are kept: of all organisations, and of one. The oldest that was answered goes first. */
export const REPORTS_MAX = 5_000;
export const REPORTS_PER_ORGANISATION_MAX = 200;

/** Characters of a report. */
export const REPORT_CHARS_MAX = 500;

/** Sign-ups from one source in a minute. */
export const SIGN_UPS_PER_MINUTE = 300;

/** Entries of one page of history. */
export const HISTORY_PAGE_MAX = 200;

/** Milliseconds a client waits for the connection and for an answer. */
export const CONNECT_MS = 10_000;
export const ANSWER_MS = 30_000;

/** Organisations, needs or gifts of one page. */
export const GIVING_PAGE_MAX = 100;

/** Bytes of a document that one message carries: with base64 it stays below the frame limit. */
export const DOCUMENT_PART_BYTES = 42 * 1024;

/** Parts of one document: 5 MiB. */
export const DOCUMENT_PARTS_MAX = 125;

/** Bytes of documents that are being handed in at once, by all customers together. */
export const DOCUMENTS_STAGED_BYTES_MAX = 128 * 1024 * 1024;

/** Of them, those of one customer: three whole ones. */
export const DOCUMENTS_STAGED_BYTES_PER_ACCOUNT = 16 * 1024 * 1024;

/** Documents that one customer hands in within a minute. */
export const DOCUMENTS_PER_MINUTE = 30;

/** Bytes of documents that the bank keeps for all organisations together. */
export const DOCUMENTS_BYTES_MAX = 8 * 1024 * 1024 * 1024;

/** Of them, those of organisations of which no officer has found anything right yet: a stranger can make one. */
export const DOCUMENTS_UNSEEN_BYTES_MAX = 2 * 1024 * 1024 * 1024;

/** Of them, those of one organisation: a scan for each fact. */
export const DOCUMENTS_BYTES_PER_ORGANISATION = 20 * 1024 * 1024;

/** Milliseconds that a document may take from its first part on. */
export const DOCUMENT_MS_MAX = DOCUMENT_TIME_MS;

/** Pledges of one donor that may be open at once. */
export const OPEN_PLEDGES_MAX = 64;

/** Recurring gifts of one donor that may go on at once. */
export const OPEN_ORDERS_MAX = 32;

/** Open gifts of one donor that may wait for their money at once. */
export const OPEN_GIFTS_MAX = 16;

/** Receipts as PDF that one account may have made in a minute: letters of some scripts take 50 ms to draw. */
export const PDFS_PER_MINUTE = 30;

/** HTTP requests from one source in a minute: an edge in front takes most of them, a page makes a handful. */
export const REQUESTS_PER_MINUTE = 6_000;

/** Webhooks of all customers together, and of one (or of the bank): each may have one delivery under way, and so one connection. */
export const WEBHOOKS_MAX = 2_000;
export const WEBHOOKS_PER_OWNER_MAX = 8;

/** Characters of a webhook's address. */
export const WEBHOOK_URL_CHARS_MAX = 1_000;

/** Milliseconds for which the secret before the last one signs as well. */
export const WEBHOOK_OVERLAP_MS = 24 * 60 * 60_000;

/** Events of one page that could not be delivered: a body is as long as a block may be, and the answer goes in one frame of the client. */
export const WEBHOOK_LETTERS_PAGE_MAX = 20;
