// Rules of Indian law that giving follows, as data: each with its source and the day on which it was looked up. Not legal
// advice; what is marked `unconfirmed` was not found in an official text and can be overruled by staff.

export interface Rule {
  readonly says: string;
  readonly source: string;
  /** The day on which the source was read. */
  readonly checkedOn: string;
  readonly unconfirmed?: boolean;
}

const checkedOn = "2026-11-20";

export const RULES = {
  pan: {
    says: "Five letters, four digits, a letter; the fourth letter is the kind of holder",
    source: "Income-tax Rules 1962, rule 114; incometax.gov.in, PAN structure",
    checkedOn,
  },
  urn: {
    says:
      "PAN, a letter, the year, one or two digits; two more digits make a document number (DIN)",
    source: "Form 10AC / 10AD specimens of the Income-tax Department",
    checkedOn,
  },
  eightyGYears: {
    says: "An approval holds for five years, a provisional one for three",
    source: "Income-tax Act 1961 s. 80G(5), first proviso; Income-tax Act 2025 s. 354",
    checkedOn,
  },
  fcra: {
    says:
      "Nine digits, valid for five years; foreign contributions enter one designated account only",
    source: "Foreign Contribution (Regulation) Act 2010, ss. 7, 8, 12, 17",
    checkedOn,
  },
  administrationShare: {
    says: "At most 20 % of the foreign contributions of a year may be spent on administration",
    source: "Foreign Contribution (Regulation) Amendment Act 2020, s. 8",
    checkedOn,
  },
  licence: {
    says: "Registration of a child care institution; no national form of its number",
    source: "Juvenile Justice (Care and Protection of Children) Act 2015, s. 41",
    checkedOn,
  },
  children: {
    says: "Nothing that identifies a child may be published",
    source: "Juvenile Justice (Care and Protection of Children) Act 2015, s. 74",
    checkedOn,
  },
  darpan: {
    says: "State, year and seven digits",
    source: "ngodarpan.gov.in, unique id",
    checkedOn,
  },
  pin: {
    says: "Six digits, not beginning with zero",
    source: "India Post",
    checkedOn,
    unconfirmed: true,
  },
  statement: {
    says:
      "The file of donors has twelve columns and no others; texts of lists, days as 01-Apr-2022",
    source: "Form 10BD (rule 18AB), Part B, instructions to its CSV template; lists as others file",
    checkedOn: "2026-11-29",
    unconfirmed: true,
  },
  cash: {
    says: "Cash above 2,000 rupees is not deductible",
    source: "Income-tax Act 1961 s. 80G(5D)",
    checkedOn,
  },
} as const satisfies Record<string, Rule>;

/** Per cent of a tax year's foreign contributions that may go to administration. */
export const ADMINISTRATION_PERCENT_MAX = 20;

export interface Regime {
  readonly act: string;
  /** The section under which the donor deducts. */
  readonly section: string;
  /** The statement that the institution files, and the certificate that the tax portal issues. */
  readonly filing: string;
  readonly certificate: string;
}

/** The act changed on the first of April 2026. */
const NEW_ACT_FROM = "2026-04-01";

/**
 * The act under which a gift is deducted, with its section, the form that is filed and the certificate.
 * @param day on which it is given, `YYYY-MM-DD` in India.
 */
export function regimeOn(day: string): Regime {
  return day >= NEW_ACT_FROM
    ? { act: "Income-tax Act 2025", section: "133", filing: "113", certificate: "114" }
    : { act: "Income-tax Act 1961", section: "80G", filing: "10BD", certificate: "10BE" };
}
