// What a member of an event may be, for the gates of the journal's decoder (bank/giving/event.ts).
import { type Gift, PURPOSES } from "./record.ts";

export type Field = (value: unknown) => boolean;

export const text: Field = (value) => typeof value === "string";
export const flag: Field = (value) => typeof value === "boolean";
export const count: Field = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
export const maybe = (field: Field): Field => (value) => value === null || field(value);
export const absent = (field: Field): Field => (value) => value === undefined || field(value);
export const oneOf = (values: readonly string[]): Field => (value) =>
  values.includes(value as string);

export function isGift(value: unknown): boolean {
  const gift = value as Gift | null;
  return typeof gift === "object" && gift !== null && text(gift.organisation) &&
    oneOf(PURPOSES)(gift.purpose) && text(gift.visibility) && flag(gift.foreign);
}
