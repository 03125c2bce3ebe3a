// What the description of the REST face has besides the method table: whole documents, the live connection, and the tokens of a
// sign-in.
import { FILE_MEDIA } from "../../bank/giving/document.ts";
import { FACT_KINDS } from "../../bank/giving/facts.ts";
import { METHODS } from "../../api/methods.ts";
import { PREFIX } from "../../api/rest_routes.ts";
import { type Asked, problems, responses, TOKEN } from "./openapi_answers.ts";
import { type JsonSchema, jsonSchemaOf, UUID7 } from "./rest_parameters.ts";

type Paths = Record<string, Record<string, unknown>>;

export function otherPaths(): Paths {
  return { ...sessionPaths(), ...filePaths(), ...livePaths() };
}

const WITH_BODY: Asked = { body: true, fields: true, shared: false };

const id = (name: string) => ({
  name,
  in: "path",
  required: true,
  schema: { type: "string", pattern: UUID7 },
});

/** One media type, so that generators take it: the name of the file says which kind it is. */
const FILE = { [FILE_MEDIA]: { schema: { type: "string", format: "binary" } } };

const ORGANISATION = {
  name: "organisation",
  required: true,
  schema: { type: "string", pattern: "^[1-9][0-9]{11}$" },
};

const BEARER = [{ bearer: [] }];

/** Whole documents, which are no call of the method table. */
function filePaths(): Paths {
  const added = jsonSchemaOf(METHODS.addDocument.result, "output");
  return {
    [`${PREFIX}/organisation/documents/{document}/content`]: {
      put: {
        operationId: "putDocument",
        tags: ["organisation"],
        security: BEARER,
        summary: "Uploads a whole document",
        description:
          "A PDF, JPEG or PNG of at most 5 MiB, as `fileName` says. It takes the place of the one that the fact had before.",
        parameters: [
          id("document"),
          { name: "fact", in: "query", required: true, schema: { enum: [...FACT_KINDS] } },
          {
            name: "fileName",
            in: "query",
            required: true,
            schema: { type: "string", minLength: 1, maxLength: 200 },
          },
        ],
        requestBody: { required: true, content: FILE },
        responses: responses(added, WITH_BODY),
      },
    },
    [`${PREFIX}/reviews/{organisation}/documents/{document}/content`]: {
      get: {
        operationId: "getDocument",
        tags: ["reviews"],
        security: BEARER,
        summary: "Downloads a whole document",
        description: "For staff. Each view is recorded in the journal.",
        parameters: [{ ...ORGANISATION, in: "path" }, id("document")],
        responses: {
          200: { description: "The file", content: FILE },
          ...problems({ body: false, fields: true, shared: false }),
        },
      },
    },
  };
}

function livePaths(): Paths {
  return {
    [`${PREFIX}/live/snapshot`]: {
      get: {
        operationId: "liveSnapshot",
        tags: ["live"],
        security: [],
        summary: "Shows what open pages need",
        description:
          "What open pages need to show the newest state, for those without a live connection.",
        parameters: [{ ...ORGANISATION, in: "query", required: false }],
        responses: responses({ type: "object" }, { body: false, fields: true, shared: true }),
      },
    },
    [`${PREFIX}/live/tickets`]: {
      post: {
        operationId: "liveTicket",
        tags: ["live"],
        security: BEARER,
        summary: "Gives a ticket for a live connection",
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

interface Words {
  readonly operationId: string;
  readonly summary: string;
  readonly description: string;
}

const REFRESH: Words = {
  operationId: "refresh",
  summary: "Renews the tokens of a sign-in",
  description:
    "The refresh token is used up and another one given; the one before is taken for 20 s.",
};

const STEP_UP: Words = {
  operationId: "stepUp",
  summary: "Gives the password again",
  description: "For an access token with which money can be moved in the next 15 minutes.",
};

function sessionPaths(): Paths {
  const posting = (words: Words, name: string, more: JsonSchema) => ({
    post: {
      ...words,
      tags: ["session"],
      security: words.operationId === "refresh" ? [] : BEARER,
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
    [`${PREFIX}/session/refresh`]: posting(REFRESH, "refreshToken", {
      refreshToken: { type: "string" },
    }),
    [`${PREFIX}/session/step-up`]: posting(STEP_UP, "password", {}),
  };
}
