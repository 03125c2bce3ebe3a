// Where things are brought: what an organisation has stated of its address and telephone, which is public.
import { regionName } from "./fact_words.ts";
import type { Visit } from "./visitor.ts";

export function whereWords(visit: Visit, organisation: string): string {
  const { directory } = visit.face.service.giving;
  const { address = "", district = "", state = "", pin = "" } = directory.shown(
    organisation,
    "name",
  );
  const place = [address, district, `${regionName(visit, state)} ${pin}`.trim()];
  return [...place, directory.shown(organisation, "contact").phone ?? ""].filter((part) =>
    part !== ""
  ).join(", ");
}
