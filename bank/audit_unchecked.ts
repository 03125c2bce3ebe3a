// What an audit takes as it is: the compiler asks for every other kind of event.
import type { Event } from "./event.ts";
import type { GivingEvent } from "./giving/event.ts";
import type { OpenGiftEvent } from "./giving/open_gift_event.ts";

/** Events of which nothing can be told that their chain and their form do not tell. Another kind has to be checked, or listed here. */
type Unchecked =
  | "key_noted"
  | "policy_set"
  | "time_zone_set"
  | "clock_set"
  | "loss_accepted"
  | Exclude<
    GivingEvent["type"],
    Extract<Event, { readonly id: string }>["type"] | OpenGiftEvent["type"]
  >;

export function nothingToCheck(_type: Unchecked): null {
  return null;
}
