// Type declarations of the client library, made from the method table: what the schemas take and give, as TypeScript that
// needs no other package.
import * as z from "zod";
import { METHODS } from "../api/methods.ts";
import { AlertView } from "../api/answers.ts";

interface Schema {
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

function typeOf(schema: Schema): string {
  const { enum: values, const: value, anyOf, oneOf, allOf, items, properties, type } = schema;
  if (value !== undefined) return JSON.stringify(value);
  if (values) return values.map((one) => JSON.stringify(one)).join(" | ");
  const some = anyOf ?? oneOf;
  if (some) return some.map(typeOf).join(" | ");
  if (allOf) return allOf.map(typeOf).join(" & ");
  if (Array.isArray(type)) return type.map((one) => typeOf({ ...schema, type: one })).join(" | ");
  if (type === "array") return `readonly (${typeOf(items ?? {})})[]`;
  if (type === "object" || properties) {
    const fields = Object.entries(properties ?? {}).map(([name, field]) =>
      `${name}${schema.required?.includes(name) ? "" : "?"}: ${typeOf(field)}`
    );
    return fields.length === 0 ? "Record<string, never>" : `{ ${fields.join("; ")} }`;
  }
  if (type === "integer" || type === "number") return "number";
  if (type === "string" || type === "boolean" || type === "null") return type;
  return "unknown";
}

function shape(schema: z.ZodType, io: "input" | "output"): string {
  return typeOf(z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Schema);
}

export function declarations(): string {
  const methods = Object.entries(METHODS).map(([name, { params, result }]) =>
    `  ${name}: { params: ${shape(params, "input")}; result: ${shape(result, "output")} };`
  );
  return `// Made from the method table of the bank; docs/protocol.md says what everything means.

export interface Methods {
${methods.join("\n")}
}

export type MethodName = keyof Methods;
export type Alert = ${shape(AlertView, "output")};

export interface ConnectOptions {
  readonly host: string;
  /** 7400 unless given. */
  readonly port?: number;
  /** SHA-256 of the bank's certificate, as \`bank serve\` prints it. */
  readonly fingerprint: string;
}

export interface AlertOptions {
  readonly onAlerts: (alerts: readonly Alert[]) => void;
  readonly onPath?: (path: "udp" | "tcp") => void;
  readonly from?: { readonly entry: number; readonly notice: number };
}

export interface BankConnection {
  call<M extends MethodName>(method: M, params: Methods[M]["params"]): Promise<Methods[M]["result"]>;
  alerts(options: AlertOptions): Promise<() => void>;
  newTransferId(): string;
  readonly ended: Promise<void>;
  close(): void;
}

export function connect(options: ConnectOptions): Promise<BankConnection>;

/** The bank said no. */
export class RefusedError extends Error {
  readonly refusal: {
    readonly code: string;
    readonly retryable: boolean;
    readonly detail: Readonly<Record<string, string | number | readonly string[]>>;
  };
}

/** No answer came: what was asked may or may not have happened. */
export class ConnectionLost extends Error {}

/** The request was malformed, or the server failed. */
export class RemoteError extends Error {
  readonly code: string;
}
`;
}
