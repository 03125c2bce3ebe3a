// A whole bank in this process: its books, its certificate, its TLS server and its alerts. Used by `bank serve`,
// `bank demo` and `bank bench`. Closes what it opened in reverse order.
import { type Block, parseBlock } from "../bank/block.ts";
import type { CommitLoop } from "../bank/commit_loop.ts";
import type { Journal } from "../bank/journal.ts";
import type { Currency } from "../bank/money.ts";
import { type Certificate, fingerprintOf } from "../net/certificate.ts";
import { PinnedCertificate } from "../net/pinned_certificate.ts";
import { type Budgets, budgetsFor } from "../service/sharing/budgets.ts";
import { openGiving } from "../service/giving/giving.ts";
import { givingClock } from "../service/giving/due_work.ts";
import type { ReceiptFreezer } from "../service/giving/receipt_freezer.ts";
import { HoldExpiry } from "../service/hold_expiry.ts";
import type { Service } from "../service/service.ts";
import { standingOrderClock } from "../service/standing_orders/due_standing_orders.ts";
import { requestClock } from "../service/requests/due_requests.ts";
import type { PasswordHasher } from "../service/identity/password.ts";
import type { Listener, NetAddress, UdpSocket } from "../net/runtime.ts";
import { Server } from "../net/tcp/server.ts";
import type { Registry } from "../store/registry.ts";
import { OUT_OF_TOUCH_MS } from "../store/store_place.ts";
import type { StoreWish } from "../store/store_wish.ts";
import { type Books, openBooks } from "./books.ts";
import { auditBooks } from "./audit_books.ts";
import { foundedWith, founding, type FoundingOptions } from "./founding.ts";
import { metricsOf, openMetrics } from "./bank_metrics.ts";
import type { Metrics } from "./metrics.ts";
import { openHashing } from "./hashing.ts";
import { certificateOf } from "./server_certificate.ts";
import { type LiveOptions, USUAL } from "./live_options.ts";
import { type HttpWish, openWeb, type WebFace } from "./web_face.ts";
import type { World } from "../console/world.ts";
import { webhookSender, type WebhookWish } from "./webhook_sender.ts";
import { compose } from "./composition.ts";

export interface BankOptions extends NetAddress, FoundingOptions {
  /** Where the journal is, if it is not in the data directory. */
  readonly store?: StoreWish | undefined;
  /** Other servers take the place of this one when the store has not heard of it for a while. */
  readonly shared?: boolean;
  /** Go on although acknowledged blocks after this one are missing. */
  readonly acceptLoss?: number | undefined;
  readonly newStaffCode: boolean;
  /** Makes a new TLS certificate although there is one. */
  readonly newCertificate?: boolean;
  /** Transfers kept in memory, where another number than usual is wanted. */
  readonly recentTransfersMax?: number | undefined;
  /** Where figures are told, and whether it is well; absent or null: nowhere. */
  readonly metrics?: NetAddress | null;
  /** The web face; absent or null: none. */
  readonly http?: HttpWish | null;
  /** How events are sent to programs; absent or null: not at all. */
  readonly webhooks?: WebhookWish | null;
  /** What can change while it runs. */
  readonly live?: LiveOptions;
  /** Another way to keep passwords, for banks without real customers. */
  readonly hasher?: PasswordHasher;
  /** The journal can be neither written nor read any more. */
  readonly onFatal: (error: unknown) => void;
}

export interface RunningBank {
  readonly name: string;
  readonly currency: Currency;
  readonly tcp: NetAddress;
  readonly udp: NetAddress;
  readonly http: NetAddress | null;
  readonly metrics: NetAddress | null;
  readonly fingerprint: string;
  /** For clients of this process. */
  readonly certificate: PinnedCertificate;
  /** With which receipts and heads can be checked. */
  readonly signingKey: string;
  /** The one-time code of the first staff member, where one was made now. */
  readonly staffCode: string | null;
  /** For the simulator and tests, which look inside. */
  readonly books: Books;
  /** Takes these up at once. */
  change(live: LiveOptions): void;
  stop(): Promise<void>;
}

/** Draws of a port that is free for TCP and UDP alike, when the system may pick. */
const PORT_DRAWS_MAX = 16;

/** Takes the books along when it stops. */
export async function startBank(world: World, options: BankOptions): Promise<RunningBank> {
  // Before anything else that needs one is open.
  const descriptors = world.runtime.descriptors();
  const metrics = options.metrics ? await metricsOf(world) : null;
  const books = await openBooks(world, { ...options, before: metrics?.measured });
  const opened: Closer[] = [];
  try {
    return await openBank(world, options, {
      books,
      opened,
      metrics,
      budgets: budgetsFor(descriptors),
    });
  } catch (error) {
    closeAll(opened);
    await books.close();
    throw error;
  }
}

type Closer = () => void;

/** In reverse order of opening. */
function closeAll(opened: Closer[]): void {
  for (const close of opened.splice(0).reverse()) close();
}

interface Opening {
  readonly books: Books;
  readonly opened: Closer[];
  readonly budgets: Budgets;
  readonly metrics: Metrics | null;
}

async function openBank(
  world: World,
  options: BankOptions,
  { books, opened, budgets, metrics }: Opening,
): Promise<RunningBank> {
  const { loop, people } = books;
  const plan = founding(loop, options);
  const certificate = await certificateOf(books, world, { renew: options.newCertificate ?? false });
  const { listener, udp } = await bind(world, options, certificate);
  opened.push(() => listener.close(), () => udp.close());
  await eraseLeft(loop, people);
  const { live = USUAL, http } = options;
  const giving = await openGiving(loop, books.giving);
  const hashing = openHashing({ ...books, queue: budgets.hashes, given: options.hasher });
  opened.push(() => hashing.close());
  const { service, router, alerts, receipts } = compose({
    ...books,
    giving,
    udp,
    budgets,
    ...plan,
    site: live.published.origin,
    audit: (deep) => auditBooks(books, { deep }),
    version: world.version,
    hasher: hashing.hasher,
    outOfTouch: options.shared ? () => outOfTouch(books, world) : undefined,
    post: options.webhooks ? webhookSender(world, options.webhooks) : null,
  });
  opened.push(() => alerts.close());
  await openDueWork(books, { service, receipts, opened });
  service.signUps.allow(live.signUpsPerMinute);
  const face = http ? await openWeb(world, { service, router }, { ...http, live }) : null;
  if (face) opened.push(() => void face.close());
  let server: Server | null = null;
  const connections = () => server?.connections ?? 0;
  const about = metrics && { metrics, router, books, alerts, budgets, connections };
  const figures = about ? await openMetrics(world, options.metrics!, about) : null;
  if (figures) opened.push(() => void figures.close());
  const { newStaffCode } = options;
  const staffCode = await foundedWith(world, books, { plan, newStaffCode });
  await service.webhooks?.start();
  const serving = server = new Server({ service, router }, listener);
  const addresses = {
    tcp: serving.address,
    udp: udp.address,
    http: face?.address ?? null,
    metrics: figures?.address ?? null,
  };
  const { webhooks } = service;
  const settling = [...(webhooks ? [{ settled: () => webhooks.stop() }] : []), receipts, hashing];
  const stop = () => stopped({ opened, face, serving, settling, books });
  const change = (next: LiveOptions) => {
    service.site = next.published.origin;
    service.signUps.allow(next.signUpsPerMinute);
    face?.change(next);
  };
  const named = { ...plan.bank, ...identified(books, certificate), ...addresses };
  return { ...named, staffCode, books, change, stop };
}

interface Due {
  readonly service: Service;
  readonly receipts: ReceiptFreezer;
  readonly opened: Closer[];
}

/** What the bank does by itself when its time has come; receipts first, before anything else can be booked. */
async function openDueWork(
  { host, loop, views, journal }: Books,
  { service, receipts, opened }: Due,
): Promise<void> {
  const expiry = new HoldExpiry();
  expiry.adopt(views.held);
  opened.push(() => expiry.stop());
  loop.observe(expiry.observe);
  await receipts.catchUp((seq) => blocksFrom(journal, seq));
  loop.observe(receipts.observe);
  expiry.start(loop, host);
  const clocks = [
    givingClock(loop, service.giving.register, host),
    requestClock(loop, service.requests, host),
    standingOrderClock(loop, service.standingOrders, host),
  ];
  for (const clock of clocks) opened.push(() => clock.stop());
}

function outOfTouch({ directory }: Books, { host }: World): boolean {
  const heardAtMs = directory.heardAtMs();
  return heardAtMs !== null && host.clock() - heardAtMs > OUT_OF_TOUCH_MS;
}

/** By what clients and documents know this bank. */
function identified({ signing }: Books, certificate: Certificate) {
  return {
    signingKey: signing.publicKey,
    fingerprint: fingerprintOf(certificate.certPem),
    certificate: PinnedCertificate.own(certificate),
  };
}

interface Stopping {
  readonly opened: Closer[];
  readonly face: Pick<WebFace, "close"> | null;
  readonly serving: Server;
  /** What is still under way when nothing new comes, in the order in which it is waited for. */
  readonly settling: readonly { settled(): Promise<unknown> }[];
  readonly books: Books;
}

async function stopped({ opened, face, serving, settling, books }: Stopping): Promise<void> {
  const web = face?.close();
  await serving.stop();
  closeAll(opened);
  await web;
  for (const each of settling) await each.settled();
  await books.close();
}

async function* blocksFrom(journal: Journal, first: number): AsyncGenerator<Block> {
  let seq = first;
  for await (const bytes of journal.blocksFrom(first)) yield parseBlock(bytes, seq++);
}

/** Completes departures that a crash cut between ledger and registry. */
async function eraseLeft(loop: CommitLoop, people: Registry): Promise<void> {
  for (const account of await people.leaving()) {
    const closed = loop.ledger.accounts.get(account)?.status === "closed";
    await (closed ? people.erase(account) : people.unmarkLeaving(account));
  }
}

/** TCP and UDP on the same port number. */
async function bind(
  { runtime }: World,
  { hostname, port }: NetAddress,
  certificate: { certPem: string; keyPem: string },
): Promise<{ listener: Listener; udp: UdpSocket }> {
  for (let draw = 1;; draw++) {
    const listener = await runtime.listenTls({ hostname, port, ...certificate });
    try {
      const udp = await runtime.bindUdp({ hostname, port: listener.address.port });
      return { listener, udp };
    } catch (error) {
      listener.close();
      if (port !== 0 || draw === PORT_DRAWS_MAX) throw error;
    }
  }
}
