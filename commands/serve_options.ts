// Settings → what a bank is started with, and what of it can change while it runs.
import type { LogForm } from "../console/bank_log.ts";
import { readText } from "../console/files.ts";
import type { NetAddress } from "../net/runtime.ts";
import type { BankOptions } from "../server/bank_server.ts";
import type { LiveOptions } from "../server/live_options.ts";
import type { WebhookWish } from "../server/webhook_sender.ts";
import type { HttpWish } from "../server/web_face.ts";
import { DEFAULT_HTTP_PORT } from "../api/ports.ts";
import type { StoreWish } from "../store/store_wish.ts";
import { storeWish } from "./asked_store.ts";
import type { ServeValue } from "./serve_words.ts";
import type { SettingValues } from "./settings/settings_table.ts";

interface Started {
  readonly words: ServeValue;
  readonly data: string;
  readonly onFatal: BankOptions["onFatal"];
}

export function bankOptions(values: SettingValues, { words, data, onFatal }: Started): BankOptions {
  const { host: hostname, port, currency, welcome, metrics } = values;
  return {
    hostname,
    port,
    data,
    store: storeOf(values),
    bankName: values.name ?? undefined,
    currency: currency ?? undefined,
    timeZone: values["time-zone"] ?? undefined,
    welcome: welcome ?? undefined,
    kind: values.kind ?? undefined,
    credit: values.credit ?? undefined,
    newStaffCode: words.newStaffCode,
    newCertificate: words.newCertificate,
    acceptLoss: words.acceptLoss,
    http: httpWish(values),
    webhooks: webhookWish(values),
    live: liveOptions(values),
    metrics: metrics === "off" ? null : metrics,
    onFatal,
  };
}

function storeOf(values: SettingValues): StoreWish {
  const reach = {
    storeCa: values["store-ca"] ?? undefined,
    storeSecret: values["store-secret"] ?? undefined,
  };
  return storeWish(reach, values.store ?? undefined);
}

/** Where the web face listens; with --port 0 it takes a free port, too, unless another is asked for. */
function httpWish({ http, port }: SettingValues): HttpWish | null {
  if (http === "off") return null;
  if (http !== null) return http;
  const own: NetAddress = { hostname: "127.0.0.1", port: port === 0 ? 0 : DEFAULT_HTTP_PORT };
  return { ...own, optional: true };
}

/** @throws {CommandError} when the authority cannot be read. */
function webhookWish(values: SettingValues): WebhookWish | null {
  const where = values.webhooks;
  if (where === "off") return null;
  const file = values["webhook-authority"];
  return { anywhere: where === "anywhere", authority: file === null ? null : readText(file) };
}

export function liveOptions(values: SettingValues): LiveOptions {
  return {
    trustedProxies: values["trusted-proxy"],
    edges: values.purge,
    published: { origin: values.site, contact: values.contact },
    requestsPerMinute: values["requests-per-minute"],
    signUpsPerMinute: values["sign-ups-per-minute"],
  };
}

export const logForm = (values: SettingValues): LogForm => ({
  format: values["log-format"],
  levels: values["log-level"],
});
