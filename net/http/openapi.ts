// The description of the REST face (OpenAPI 3.1), generated from the method table and its routes: nothing in it is
// written twice, so nothing in it can be out of date.
import { type MethodName, METHODS } from "../../api/methods.ts";
import { pathParameters, PREFIX, type Route, routeEntries } from "../../api/rest_routes.ts";
import { PROBLEM, PROBLEM_RESPONSE, responses, signedIn } from "./openapi_answers.ts";
import { otherPaths } from "./openapi_besides.ts";
import { TAGS } from "./openapi_tags.ts";
import { type JsonSchema, jsonSchemaOf, UUID7 } from "./rest_parameters.ts";

const UUID7_MAYBE_QUOTED = `${UUID7}|${UUID7.replace("^", '^"').replace("$", '"$')}`;

export function openApi(
  { bank, version }: { readonly bank: string; readonly version: string },
): JsonSchema {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [method, route] of routeEntries()) {
    const path = PREFIX + route.path.replace(/:(\w+)/g, "{$1}");
    (paths[path] ??= {})[route.verb.toLowerCase()] = operation(method, route);
  }
  Object.assign(paths, otherPaths());
  return {
    openapi: "3.1.0",
    info: {
      // Generated clients are named after it: the same for every bank and release.
      title: "Bank API",
      version,
      summary: `Banking and giving at ${bank}`,
      description:
        "Amounts are whole minor units of the bank's currency; times are Unix milliseconds. Money is " +
        "moved once per Idempotency-Key, however often it is asked for.",
      license: { name: "MIT", identifier: "MIT" },
      contact: { name: `The people who run ${bank}` },
    },
    servers: [{ url: "/", description: bank }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths,
    components: {
      securitySchemes: { bearer: { type: "http", scheme: "bearer", bearerFormat: "JWT" } },
      schemas: { Problem: PROBLEM },
      responses: { Problem: PROBLEM_RESPONSE },
    },
  };
}

function tagOf({ path }: Route): string {
  return path.split("/")[1]!;
}

function operation(method: MethodName, route: Route): JsonSchema {
  const { access, params, result, summary, docs } = METHODS[method];
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
    summary,
    description: access === "staff" ? `For staff. ${docs}` : docs,
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
