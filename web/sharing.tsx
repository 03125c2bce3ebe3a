// What search engines and those who share a page read in its head: its one address, the same page in other languages, a card (Open Graph),
// and what it is about (schema.org). Only on public pages, and only where the bank knows what its site is called.
import type { OrganisationView } from "../api/giving_shapes.ts";
import { ICON_LARGE } from "./assets.ts";
import { inLanguage, LANGUAGES } from "./languages.ts";
import type { Visit } from "./visitor.ts";

const LOCALES = { en: "en_IN", hi: "hi_IN", ta: "ta_IN" } as const;

interface Shared {
  readonly title: string;
  readonly description: string;
  /** Without the language in front. */
  readonly path: string;
  /** As schema.org has it. */
  readonly data?: object | undefined;
}

export function SharingHead({ visit, shared }: { readonly visit: Visit; readonly shared: Shared }) {
  const { origin } = visit.face.published;
  const { title, description, path, data } = shared;
  if (origin === null) return data ? <LinkedData data={data} /> : null;
  const address = `${origin}${visit.path(path)}`;
  return (
    <>
      <link rel="canonical" href={address} />
      {LANGUAGES.map((each) => (
        <link rel="alternate" hreflang={each} href={`${origin}${inLanguage(each, path)}`} />
      ))}
      <link rel="alternate" hreflang="x-default" href={`${origin}${path}`} />
      <meta property="og:type" content="website" />
      <meta property="og:site_name" content={visit.bankName} />
      <meta property="og:title" content={title} />
      <meta property="og:description" content={description} />
      <meta property="og:url" content={address} />
      <meta property="og:locale" content={LOCALES[visit.language]} />
      <meta property="og:image" content={`${origin}${ICON_LARGE.path}`} />
      <meta property="og:image:width" content="512" />
      <meta property="og:image:height" content="512" />
      <meta property="og:image:alt" content={visit.bankName} />
      <meta name="twitter:card" content="summary" />
      {data ? <LinkedData data={data} /> : null}
    </>
  );
}

/** It runs nothing; no text in it can end it. */
function LinkedData({ data }: { readonly data: object }) {
  const json = JSON.stringify({ "@context": "https://schema.org", ...data });
  return (
    <script
      type="application/ld+json"
      dangerouslySetInnerHTML={{ __html: json.replaceAll("<", "\\u003c") }}
    />
  );
}

/** An organisation, and how it is given to while it can receive. */
export function organisationData(
  visit: Visit,
  organisation: OrganisationView,
): object {
  const { origin } = visit.face.published;
  const { organisation: account, name, about, address, district, region, pin } = organisation;
  const { website, phone, email, receives } = organisation;
  const own = visit.path(`/o/${account}`);
  const url = origin === null ? undefined : `${origin}${own}`;
  const said = Object.entries({ description: about, telephone: phone, email, sameAs: website });
  return {
    "@type": "NGO",
    name,
    identifier: account,
    url,
    ...Object.fromEntries(said.filter(([, value]) => value !== "")),
    address: {
      "@type": "PostalAddress",
      streetAddress: address,
      addressLocality: district,
      addressRegion: region,
      postalCode: pin,
      addressCountry: "IN",
    },
    ...(receives && url !== undefined
      ? {
        potentialAction: {
          "@type": "DonateAction",
          target: `${url}#give`,
          recipient: { "@type": "NGO", name },
        },
      }
      : {}),
  };
}

/** The whole site, and how it is searched. */
export function siteData(visit: Visit): object {
  const { bankName, face: { published: { origin } } } = visit;
  if (origin === null) return { "@type": "WebSite", name: bankName };
  const url = `${origin}${visit.path("/")}`;
  return {
    "@type": "WebSite",
    name: bankName,
    url,
    potentialAction: {
      "@type": "SearchAction",
      target: { "@type": "EntryPoint", urlTemplate: `${url}?q={words}` },
      "query-input": "required name=words",
    },
  };
}
