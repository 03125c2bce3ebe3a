// What organisations were given, as a picture that is also read out.
import type { OrganisationCard } from "../net/giving_shapes.ts";
import type { Seen } from "./parts.tsx";

/** Bars of the chart. */
const BARS_MAX = 8;

const ROW = 26;

export function GivenChart(
  { visit, cards }: Seen & { readonly cards: readonly OrganisationCard[] },
) {
  const shown = cards.filter(({ givenMinor }) => givenMinor > 0).slice(0, BARS_MAX);
  const most = Math.max(1, ...shown.map(({ givenMinor }) => givenMinor));
  if (shown.length === 0) return null;
  const { t } = visit;
  return (
    <figure class="scroll" tabindex={0} role="group" aria-labelledby="given-chart">
      <figcaption id="given-chart">{t("What was given, by organisation")}</figcaption>
      <svg
        class="chart"
        viewBox={`0 0 640 ${shown.length * ROW}`}
        role="img"
        aria-labelledby="given-chart"
        aria-describedby="given-words"
      >
        {shown.map(({ name, givenMinor }, row) => (
          <>
            <text x="0" y={row * ROW + 17}>
              {name.length > 28 ? `${name.slice(0, 27)}…` : name}
            </text>
            <rect
              x="240"
              y={row * ROW + 5}
              width={Math.max(2, givenMinor / most * 270)}
              height={ROW - 10}
              rx="3"
            />
            <text x={248 + givenMinor / most * 270} y={row * ROW + 17}>
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
