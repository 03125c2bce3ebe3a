// What a member of an event may be, for the gates of the journal's decoder (bank/event.ts): replaying millions of events leaves no time
// for a schema library.
import { type Gift, PURPOSES } from "./giving/record.ts";

export type Field = (value: unknown) => boolean;

/** By the names of an event's members. */
export type Fields<Type extends string> = Readonly<
  Record<Type, Readonly<Record<string, Field>>>
>;

export const text: Field = (value) => typeof value === "string";
export const flag: Field = (value) => typeof value === "boolean";
export const whole: Field = (value) => Number.isSafeInteger(value);
export const count: Field = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
export const positive: Field = (value) => Number.isSafeInteger(value) && (value as number) > 0;
export const texts: Field = (value) => Array.isArray(value) && value.every(text);
export const record: Field = (value) => typeof value === "object" && value !== null;
/** Or null. */
export const nullable = (field: Field): Field => (value) => value === null || field(value);
/** Or not there. */
export const optional = (field: Field): Field => (value) => value === undefined || field(value);
export const oneOf = (values: readonly string[]): Field => (value) =>
  values.includes(value as string);

export function isGift(value: unknown): boolean {
  const gift = value as Gift | null;
  return typeof gift === "object" && gift !== null && text(gift.organisation) &&
    oneOf(PURPOSES)(gift.purpose) && text(gift.visibility) && flag(gift.foreign);
}
