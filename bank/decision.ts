// What a decision is: events, or why not.
import type { Event } from "./event.ts";
import { Refusal } from "./refusal.ts";

/** No events and no refusal: it had happened before (the same id, the same content). */
export type Decision = readonly Event[] | Refusal;

export const NOTHING: readonly Event[] = [];
