// Parameters in paths and queries are texts; the method's own schema says what they stand for. One that does not read as
// such is handed on as it is, for the schema to refuse.
import * as z from "zod";
import { type MethodName, METHODS } from "../../api/methods.ts";

interface Property {
  readonly type?: string;
}

export class Coercion {
  readonly #properties = new Map<MethodName, Readonly<Record<string, Property>>>();

  read(method: MethodName, name: string, text: string): unknown {
    const { type } = this.#of(method)[name] ?? {};
    if ((type === "integer" || type === "number") && /^-?[0-9]{1,16}$/.test(text)) {
      return Number(text);
    }
    if (type === "boolean" && (text === "true" || text === "false")) return text === "true";
    return text;
  }

  #of(method: MethodName): Readonly<Record<string, Property>> {
    const known = this.#properties.get(method);
    if (known) return known;
    const schema = jsonSchemaOf(METHODS[method].params, "input");
    const properties = (schema.properties ?? {}) as Record<string, Property>;
    this.#properties.set(method, properties);
    return properties;
  }
}

/** A UUID version 7 in lower case, as the gate of the method table wants it. */
export const UUID7 = "^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$";
export type JsonSchema = Record<string, unknown>;

export function jsonSchemaOf(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const json = z.toJSONSchema(schema, { io, unrepresentable: "any", target: "draft-2020-12" });
  const { $schema: _, ...rest } = json as JsonSchema;
  return rest;
}
