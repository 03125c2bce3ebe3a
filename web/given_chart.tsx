// What organisations were given, as a picture that is also read out.
import type { OrganisationCard } from "../api/giving_shapes.ts";
import type { Seen } from "./parts.tsx";

/** Bars of the chart. */
const BARS_MAX = 8;

/** A name above, its bar below: narrow enough for a phone. */
const ROW = 46;
const WIDTH = 360;
const BAR = 230;

export function GivenChart(
  { visit, cards }: Seen & { readonly cards: readonly OrganisationCard[] },
) {
  const shown = cards.filter(({ givenMinor }) => givenMinor > 0).slice(0, BARS_MAX);
  const most = Math.max(1, ...shown.map(({ givenMinor }) => givenMinor));
  if (shown.length === 0) return null;
  const { t } = visit;
  return (
    <figure>
      <figcaption id="given-chart">{t("What was given, by organisation")}</figcaption>
      <svg
        class="chart"
        viewBox={`0 0 ${WIDTH} ${shown.length * ROW}`}
        role="img"
        aria-labelledby="given-chart"
        aria-describedby="given-words"
      >
        {shown.map(({ name, givenMinor }, row) => (
          <>
            <text x="0" y={row * ROW + 16}>
              {name.length > 40 ? `${name.slice(0, 39)}…` : name}
            </text>
            <rect
              x="0"
              y={row * ROW + 23}
              width={Math.max(2, givenMinor / most * BAR)}
              height={14}
              rx="3"
            />
            <text x={8 + givenMinor / most * BAR} y={row * ROW + 35}>
              {visit.money(givenMinor)}
            </text>
          </>
        ))}
      </svg>
      <p id="given-words" class="read-out">
        {shown.map(({ name, givenMinor }) => `${name}: ${visit.money(givenMinor)}`).join("; ")}
      </p>
    </figure>
  );
}
