// The description of the REST face for people, made from the same document that programs read; needs no network.
import { publicPage } from "./frame.tsx";
import { openApi } from "../net/http/openapi.ts";
import type { Visit } from "./visitor.ts";

interface Operation {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly security: readonly unknown[];
  readonly summary: string;
  readonly description: string;
  readonly parameters?: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
  }[];
  readonly requestBody?: {
    readonly content: Readonly<Record<string, { readonly schema: unknown }>>;
  };
  readonly responses: Readonly<
    Record<string, { readonly content: Readonly<Record<string, { readonly schema: unknown }>> }>
  >;
}

export function referencePage(visit: Visit): Response {
  const description = openApi({ bank: visit.bankName, version: "" });
  const paths = description.paths as Record<string, Record<string, Operation>>;
  const operations = Object.entries(paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, operation]) => ({
      verb: verb.toUpperCase(),
      path,
      operation,
    }))
  );
  const children = (
    <>
      <h1>REST</h1>
      <p>
        The same operations as over TCP, under <code>/v1</code>. The whole description for programs:
        {" "}
        <a href="/openapi.json">openapi.json</a>{" "}
        (OpenAPI 3.1). Amounts are whole minor units, times Unix milliseconds. What moves money
        takes an{" "}
        <code>Idempotency-Key</code>, a UUID version 7: asked twice, done once. Errors are problem
        details (RFC 9457); their <code>type</code> leads to a page that says what they mean.
      </p>
      {operations.map(({ verb, path, operation }) => (
        <details>
          <summary>
            <code>{verb} {path}</code> <span class="quiet">{operation.operationId}</span>
          </summary>
          <p class="quiet">
            {operation.security.length === 0 ? "Without a sign-in." : "Needs an access token."}{" "}
            {operation.summary}. {operation.description}
          </p>
          {(operation.parameters ?? []).length === 0 ? null : (
            <ul>
              {operation.parameters!.map(({ name, in: place, required }) => (
                <li>
                  <code>{name}</code> in {place}
                  {required ? ", required" : ""}
                </li>
              ))}
            </ul>
          )}
          {operation.requestBody
            ? (
              <pre
                tabindex={0}
              ><code>{pretty(operation.requestBody.content["application/json"]?.schema)}</code></pre>
            )
            : null}
          <p class="quiet">Answer:</p>
          <pre
            tabindex={0}
          ><code>{pretty(operation.responses["200"]?.content["application/json"]?.schema)}</code></pre>
        </details>
      ))}
    </>
  );
  return publicPage(visit, { title: "REST", path: "/reference", children }, []);
}

function pretty(schema: unknown): string {
  return JSON.stringify(schema, null, 2) ?? "";
}
