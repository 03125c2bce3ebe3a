// What the description of the REST face says about answers: results, sign-ins, and the problems that may come instead.
import { REFUSALS } from "../../bank/refusal.ts";
import { ERRORS } from "../../api/message.ts";
import { HTTP_CODES, PROBLEM_MEDIA, REFUSAL_STATUS } from "./http_problem.ts";
import type { JsonSchema } from "./rest_parameters.ts";

/** Everything that may be answered instead. */
const OTHER_STATUSES = [
  ...new Set<number>([...Object.values(REFUSAL_STATUS), ...Object.values(HTTP_CODES), 422, 500]),
].sort((a, b) => a - b);

/** What only bodies can be: not JSON, too slow, too large, of another type. */
const OF_BODIES: ReadonlySet<number> = new Set([400, 408, 413, 415]);

export interface Asked {
  readonly body: boolean;
  /** There is something that can have the wrong form. */
  readonly fields: boolean;
  /** Any cache may keep it. */
  readonly shared: boolean;
}

function statusesOf({ body, fields }: Asked): number[] {
  return OTHER_STATUSES.filter((status) =>
    (body || !OF_BODIES.has(status)) && (fields || body || status !== 422)
  );
}

const CODES = [...Object.keys(REFUSALS), ...Object.keys(ERRORS), ...Object.keys(HTTP_CODES)];

export const PROBLEM: JsonSchema = {
  type: "object",
  description: "Problem details (RFC 9457); the other members explain the code",
  properties: {
    type: {
      type: "string",
      format: "uri-reference",
      description: "`/problems/CODE` of this bank, a page that says what the code means",
    },
    title: { type: "string" },
    status: { type: "integer" },
    code: { type: "string", enum: [...new Set(CODES)] },
    retryable: { type: "boolean" },
  },
  required: ["type", "title", "status", "code", "retryable"],
};

export const PROBLEM_RESPONSE: JsonSchema = {
  description: "A problem; `code` says which",
  content: { [PROBLEM_MEDIA]: { schema: { $ref: "#/components/schemas/Problem" } } },
};

export function responses(schema: JsonSchema, asked: Asked): JsonSchema {
  return {
    200: { description: "Done", content: { "application/json": { schema } } },
    ...(asked.shared ? { 304: { description: "As it was, by its ETag" } } : {}),
    ...problems(asked),
  };
}

export function problems(asked: Asked): JsonSchema {
  const problem = { $ref: "#/components/responses/Problem" };
  return Object.fromEntries(statusesOf(asked).map((status) => [status, problem]));
}

export const TOKEN = {
  accessToken: { type: "string", description: "A JWT for ten minutes" },
  tokenType: { const: "Bearer" },
  expiresIn: { type: "integer", description: "Seconds" },
};

export function signedIn(schema: JsonSchema): JsonSchema {
  const { sessionToken: _, ...properties } = schema.properties as Record<string, JsonSchema>;
  const kept = (schema.required as string[]).filter((name) => name !== "sessionToken");
  const all = { ...properties, ...TOKEN, refreshToken: { type: "string" } };
  return { ...schema, properties: all, required: [...kept, ...Object.keys(TOKEN), "refreshToken"] };
}
