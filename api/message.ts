// JSON-RPC 2.0 messages (https://www.jsonrpc.org/specification), one object per frame; batches and client
// notifications are not part of this protocol. Text in, text out; owns no socket.
import { Refusal, type RefusalCode, REFUSALS } from "../bank/refusal.ts";

export type RequestId = string | number;

export interface Request {
  readonly id: RequestId;
  readonly method: string;
  readonly params: unknown;
}

/** Mistakes of the other side and failures of ours; refusals of the bank have the code `REFUSED`. */
export const ERRORS = {
  frame_too_long: { code: -32700, closes: true },
  not_utf8: { code: -32700, closes: true },
  not_json: { code: -32700, closes: true },
  invalid_request: { code: -32600, closes: true },
  method_not_found: { code: -32601, closes: false },
  invalid_params: { code: -32602, closes: false },
  internal: { code: -32603, closes: false },
} as const;

export type ErrorName = keyof typeof ERRORS;

/** A mistake of the other side or a failure of ours, before it is put into a message. */
export class Fault {
  /** @param about what exactly was wrong, or the incident id; for people and logs. */
  constructor(readonly name: ErrorName, readonly about: string) {}
}

/** JSON-RPC error code of every refusal; `data.code` says which. */
export const REFUSED = -32000;

const MEMBERS = new Set(["jsonrpc", "id", "method", "params"]);

/** @returns the request, or the name of what is wrong with it. */
export function parseRequest(frame: string): Request | "not_json" | "invalid_request" {
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    return "not_json";
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "invalid_request";
  const { jsonrpc, id, method, params } = value as Record<string, unknown>;
  const idFits = typeof id === "string" ? id.length <= 64 : Number.isSafeInteger(id);
  if (jsonrpc !== "2.0" || typeof method !== "string" || !idFits) return "invalid_request";
  for (const member in value) if (!MEMBERS.has(member)) return "invalid_request";
  return { id: id as RequestId, method, params: params === undefined ? {} : params };
}

/** A result that has been written as JSON already. */
export class Encoded<T> {
  /** Tells results apart; never read. */
  declare readonly result: T;

  constructor(readonly json: string) {}
}

/** An answer as one frame, with its line end. What is JSON text already (`Encoded`) is taken as it is. */
export function resultText(id: RequestId, result: unknown): string {
  const json = result instanceof Encoded ? result.json : JSON.stringify(result);
  const quoted = typeof id === "number" ? id : JSON.stringify(id);
  return `{"jsonrpc":"2.0","id":${quoted},"result":${json}}\n`;
}

/** A refusal as one frame: JSON-RPC's code is always `REFUSED`; the bank's own code and what explains it are in `data`. */
export function refusalText(id: RequestId, { code, retryable, detail }: Refusal): string {
  const error = { code: REFUSED, message: code, data: { ...detail, code, retryable } };
  return JSON.stringify({ jsonrpc: "2.0", id, error }) + "\n";
}

/** A fault as one frame. @param about what exactly was wrong, or the incident id; for people and logs. */
export function errorText(id: RequestId | null, name: ErrorName, about: string): string {
  const retryable = false;
  const error = { code: ERRORS[name].code, message: about, data: { code: name, retryable } };
  return JSON.stringify({ jsonrpc: "2.0", id, error }) + "\n";
}

/** What the server says without being asked, as one frame. */
export function notificationText(method: string, params: unknown): string {
  return JSON.stringify({ jsonrpc: "2.0", method, params }) + "\n";
}

/** A client's request as one frame. */
export function requestText(id: RequestId, method: string, params: unknown): string {
  return JSON.stringify({ jsonrpc: "2.0", id, method, params }) + "\n";
}

/** The error of an answer as the client sees it. */
export class RemoteError extends Error {
  override readonly name = "RemoteError";

  constructor(readonly code: string, message: string) {
    super(message);
  }
}

/** A refusal that a later release has added: it is one, whatever its code, and the bank says whether it passes. */
class LaterRefusal extends Refusal {
  constructor(code: string, detail: Refusal["detail"], readonly passes: boolean) {
    super(code as RefusalCode, detail);
  }

  override get retryable(): boolean {
    return this.passes;
  }
}

/** Turns the error member of an answer into a Refusal, or a RemoteError for everything else. */
export function answerError(error: unknown): Refusal | RemoteError {
  const { code: number, message, data } = (error ?? {}) as {
    code?: unknown;
    message?: unknown;
    data?: Record<string, unknown>;
  };
  const { code, retryable, ...rest } = data ?? {};
  const detail = rest as Refusal["detail"];
  if (typeof code === "string") {
    if (Object.hasOwn(REFUSALS, code)) return new Refusal(code as RefusalCode, detail);
    if (number === REFUSED) return new LaterRefusal(code, detail, retryable === true);
  }
  const text = (value: unknown, other: string) => typeof value === "string" ? value : other;
  return new RemoteError(text(code, "unknown"), text(message, "unknown error"));
}
