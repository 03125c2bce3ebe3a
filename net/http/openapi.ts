// The description of the REST face (OpenAPI 3.1), generated from the method table and its routes: nothing in it is
// written twice, so nothing in it can be out of date.
import { MEDIA } from "../../bank/giving/document.ts";
import { FACT_KINDS } from "../../bank/giving/facts.ts";
import { REFUSALS } from "../../bank/refusal.ts";
import { HTTP_CODES, PROBLEM_MEDIA, REFUSAL_STATUS } from "./http_problem.ts";
import { ERRORS } from "../../api/message.ts";
import { type MethodName, METHODS } from "../../api/methods.ts";
import { type JsonSchema, jsonSchemaOf } from "./rest_parameters.ts";
import { pathParameters, PREFIX, type Route, routeEntries } from "../../api/rest_routes.ts";

/** A UUID version 7 in lower case, as the gate of the method table wants it. */
const UUID7 = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$";
const UUID7_MAYBE_QUOTED = `${UUID7}|${UUID7.replace("^", '^"').replace("$", '"$')}`;

/** Everything that may be answered instead. */
const OTHER_STATUSES = [
  ...new Set<number>([...Object.values(REFUSAL_STATUS), ...Object.values(HTTP_CODES), 422, 500]),
].sort((a, b) => a - b);

/** What only bodies can be: not JSON, too slow, too large, of another type. */
const OF_BODIES: ReadonlySet<number> = new Set([400, 408, 413, 415]);

interface Asked {
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

export function openApi(
  { bank, version }: { readonly bank: string; readonly version: string },
): JsonSchema {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [method, route] of routeEntries()) {
    const path = PREFIX + route.path.replace(/:(\w+)/g, "{$1}");
    (paths[path] ??= {})[route.verb.toLowerCase()] = operation(method, route);
  }
  Object.assign(paths, sessionPaths(), filePaths(), livePaths());
  return {
    openapi: "3.1.0",
    info: {
      title: `${bank}: banking and giving`,
      version,
      description:
        "Amounts are whole minor units of the bank's currency; times are Unix milliseconds. Money is " +
        "moved once per Idempotency-Key, however often it is asked for.",
    },
    servers: [{ url: "/" }],
    tags: [...new Set([...routeEntries().map(([, route]) => tagOf(route)), "live"])].map((
      name,
    ) => ({ name })),
    paths,
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
      schemas: { Problem: PROBLEM },
      responses: {
        Problem: {
          description: "A problem; `code` says which",
          content: { [PROBLEM_MEDIA]: { schema: { $ref: "#/components/schemas/Problem" } } },
        },
      },
    },
  };
}

const CODES = [...Object.keys(REFUSALS), ...Object.keys(ERRORS), ...Object.keys(HTTP_CODES)];

const PROBLEM: JsonSchema = {
  type: "object",
  description: "Problem details (RFC 9457); the other members explain the code",
  properties: {
    type: { type: "string" },
    title: { type: "string" },
    status: { type: "integer" },
    code: { type: "string", enum: [...new Set(CODES)] },
    retryable: { type: "boolean" },
  },
  required: ["type", "title", "status", "code", "retryable"],
};

function tagOf({ path }: Route): string {
  return path.split("/")[1]!;
}

function operation(method: MethodName, route: Route): JsonSchema {
  const { access, params, result } = METHODS[method];
  const schema = jsonSchemaOf(params, "input");
  const properties = (schema.properties ?? {}) as Record<string, JsonSchema>;
  const required = (schema.required ?? []) as string[];
  const own = pathParameters(route);
  const key = route.key === undefined ? [] : [route.key];
  const rest = Object.keys(properties).filter((name) => !own.includes(name) && !key.includes(name));
  const inQuery = route.verb === "GET" || route.verb === "DELETE";
  const parameters = [
    ...own.map((name) => ({
      name,
      in: "path",
      required: true,
      schema: shape(name, properties[name]!),
    })),
    ...(inQuery ? rest : []).map((name) => (
      { name, in: "query", required: required.includes(name), schema: properties[name]! }
    )),
    ...key.map(() => ({
      name: "Idempotency-Key",
      in: "header",
      required: true,
      schema: { type: "string", pattern: UUID7_MAYBE_QUOTED },
    })),
  ];
  const body = {
    type: "object",
    properties: Object.fromEntries(rest.map((name) => [name, properties[name]!])),
    required: required.filter((name) => rest.includes(name)),
    additionalProperties: false,
  };
  const bodyNeeded = body.required.length > 0;
  return {
    operationId: method,
    tags: [tagOf(route)],
    ...(access === "anyone" ? { security: [] } : { security: [{ bearer: [] }] }),
    ...(access === "staff" ? { description: "For staff." } : {}),
    parameters,
    ...(inQuery ? {} : {
      requestBody: { required: bodyNeeded, content: { "application/json": { schema: body } } },
    }),
    responses: responses(
      route.signsIn ? signedIn(jsonSchemaOf(result, "output")) : jsonSchemaOf(result, "output"),
      {
        body: !inQuery,
        fields: Object.keys(properties).length > 0,
        shared: route.shared === true,
      },
    ),
  };
}

/** Ids have a form that zod checks by a function, which a schema cannot show. */
function shape(name: string, schema: JsonSchema): JsonSchema {
  const id = ["id", "pledge", "order", "need", "update", "document"].includes(name);
  return id && schema.pattern === undefined ? { ...schema, pattern: UUID7 } : schema;
}

function responses(schema: JsonSchema, asked: Asked): JsonSchema {
  return {
    200: { description: "Done", content: { "application/json": { schema } } },
    ...(asked.shared ? { 304: { description: "As it was, by its ETag" } } : {}),
    ...problems(asked),
  };
}

function problems(asked: Asked): JsonSchema {
  const problem = { $ref: "#/components/responses/Problem" };
  return Object.fromEntries(statusesOf(asked).map((status) => [status, problem]));
}

const TOKEN = {
  accessToken: { type: "string", description: "A JWT for ten minutes" },
  tokenType: { const: "Bearer" },
  expiresIn: { type: "integer", description: "Seconds" },
};

function signedIn(schema: JsonSchema): JsonSchema {
  const { sessionToken: _, ...properties } = schema.properties as Record<string, JsonSchema>;
  const kept = (schema.required as string[]).filter((name) => name !== "sessionToken");
  const all = { ...properties, ...TOKEN, refreshToken: { type: "string" } };
  return { ...schema, properties: all, required: [...kept, ...Object.keys(TOKEN), "refreshToken"] };
}

const WITH_BODY: Asked = { body: true, fields: true, shared: false };

const MEDIA_TYPES = Object.keys(MEDIA);

const id = (name: string) => ({
  ...{ name, in: "path", required: true, schema: { type: "string", pattern: UUID7 } },
});

const file = { schema: { type: "string", format: "binary" } };

const ORGANISATION = {
  ...{ name: "organisation", required: true },
  schema: { type: "string", pattern: "^[1-9][0-9]{11}$" },
};

const BEARER = [{ bearer: [] }];

/** Whole documents, which are no call of the method table. */
function filePaths(): Record<string, Record<string, unknown>> {
  const files = Object.fromEntries(MEDIA_TYPES.map((media) => [media, file]));
  const added = jsonSchemaOf(METHODS.addDocument.result, "output");
  return {
    [`${PREFIX}/organisation/documents/{document}/content`]: {
      put: {
        ...{ operationId: "putDocument", tags: ["organisation"], security: BEARER },
        parameters: [
          id("document"),
          { name: "fact", in: "query", required: true, schema: { enum: [...FACT_KINDS] } },
          {
            ...{ name: "fileName", in: "query", required: true },
            schema: { type: "string", minLength: 1, maxLength: 200 },
          },
        ],
        requestBody: { required: true, content: files },
        responses: responses(added, WITH_BODY),
      },
    },
    [`${PREFIX}/reviews/{organisation}/documents/{document}/content`]: {
      get: {
        ...{ operationId: "getDocument", tags: ["reviews"], security: BEARER },
        description: "For staff. Each view is in the journal.",
        parameters: [{ ...ORGANISATION, in: "path" }, id("document")],
        responses: {
          200: { description: "The file", content: files },
          ...problems({ body: false, fields: true, shared: false }),
        },
      },
    },
  };
}

function livePaths(): Record<string, Record<string, unknown>> {
  return {
    [`${PREFIX}/live/snapshot`]: {
      get: {
        ...{ operationId: "liveSnapshot", tags: ["live"], security: [] },
        description:
          "What open pages need to show the newest state, for those without a live connection.",
        parameters: [{ ...ORGANISATION, in: "query", required: false }],
        responses: responses({ type: "object" }, { body: false, fields: true, shared: true }),
      },
    },
    [`${PREFIX}/live/tickets`]: {
      post: {
        ...{ operationId: "liveTicket", tags: ["live"], security: BEARER },
        description:
          "A ticket for one WebSocket at /v1/live?ticket=…, which then also tells of the own account.",
        responses: responses({
          type: "object",
          properties: { ticket: { type: "string" }, expiresIn: { type: "integer" } },
          required: ["ticket", "expiresIn"],
        }, { body: false, fields: false, shared: false }),
      },
    },
  };
}

function sessionPaths(): Record<string, Record<string, unknown>> {
  const posting = (operationId: string, name: string, more: JsonSchema) => ({
    post: {
      operationId,
      tags: ["session"],
      security: operationId === "refresh" ? [] : [{ bearer: [] }],
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: {
              type: "object",
              properties: { [name]: { type: "string" } },
              required: [name],
            },
          },
        },
      },
      responses: responses({ type: "object", properties: { ...TOKEN, ...more } }, WITH_BODY),
    },
  });
  return {
    [`${PREFIX}/session/refresh`]: posting("refresh", "refreshToken", {
      refreshToken: { type: "string" },
    }),
    [`${PREFIX}/session/step-up`]: posting("stepUp", "password", {}),
  };
}
