// What an organisation says in its own words stands beside the word "verified" before an officer has read it: so it may not lead
// money past the bank, has no telephone numbers, which are a fact that officers check, and names no child.
import { plainCode } from "../pasted.ts";

const TEXT_RULES = ["payment_address", "link", "number", "pay_link", "child"] as const;
export type TextRule = typeof TEXT_RULES[number];

/** Why a text may not stand in public. */
export interface TextProblem {
  readonly rule: TextRule;
  /** The part of the text that it is about. */
  readonly found: string;
}

/** An address of UPI is like that of e-mail without a dot behind the sign: `home@okbank`. */
const PAYMENT_ADDRESS = /[\p{L}\p{N}._-]{2,}\s?@\s?[\p{L}]{2,}(?![\p{L}\p{N}]*[.@])[\p{L}\p{N}]*/u;

/** The code of an Indian bank's branch. */
const IFSC = /\b[A-Z]{4}0[A-Z0-9]{6}\b/i;

const LINK =
  /\b(?:upi|https?|whatsapp|paytm|phonepe|gpay|tez):\/\/\S*|\bwww\.\S+|\b[a-z0-9-]+\.(?:com|in|org|net|me|page|link|io)\/\S*/i;

/** Of an account, a telephone, a card: nine digits and more, however they are grouped. Commas are those of amounts. */
const NUMBER = /\+?\d(?:[ ().-]{0,2}\d){8,}/;

/** Where money is asked for or talked about, past this bank; shorteners hide where they lead. */
const PAY_HOSTS = [
  "razorpay.com",
  "razorpay.me",
  "rzp.io",
  "paytm.com",
  "paytm.me",
  "paytm.in",
  "phon.pe",
  "phonepe.com",
  "gpay.app.goo.gl",
  "pay.google.com",
  "instamojo.com",
  "imjo.in",
  "payu.in",
  "cashfree.com",
  "paypal.com",
  "paypal.me",
  "buymeacoffee.com",
  "ko-fi.com",
  "stripe.com",
  "milaap.org",
  "ketto.org",
  "gofundme.com",
  "wa.me",
  "whatsapp.com",
  "t.me",
  "telegram.me",
  "bit.ly",
  "tinyurl.com",
  "goo.gl",
  "cutt.ly",
  "is.gd",
  "ow.ly",
  "rb.gy",
  "t.co",
];

/**
 * A child by name and surname, with the age or the class: what the law forbids most plainly (JJ Act s. 74). Only what hardly ever
 * means something else: homes and vans are ten years old, too, and note books are for a class.
 */
const CHILD_NAME = String.raw`\p{Lu}\p{Ll}+\s+(?:\p{Lu}\p{Ll}+|\p{Lu}\.?)`;
const CHILD_AGE = String.raw`(?:1[0-7]|[1-9])`;
const A_CHILD = String.raw`(?:boy|girl|child|orphan|son|daughter|toddler|baby|student)`;
const CHILDREN: readonly RegExp[] = [
  // Ravi Kumar, aged 7 · Ravi Kumar (age: 7)
  String.raw`(${CHILD_NAME})[\s,(]+(?:is\s+)?aged?:?\s*${CHILD_AGE}\b`,
  // Ravi Kumar, a 7-year-old boy · Ravi Kumar is a 7 year old girl
  String.raw`(${CHILD_NAME})[\s,(]+(?:is\s+)?an?\s+${CHILD_AGE}[\s-]years?[\s-]old\s+${A_CHILD}\b`,
  // 7-year-old boy Ravi Kumar
  String.raw`\b${CHILD_AGE}[\s-]years?[\s-]old\s+${A_CHILD},?\s+(${CHILD_NAME})`,
  // Ravi Kumar studies in class 4 · Ravi Kumar is studying in 4th standard
  String
    .raw`(${CHILD_NAME})\s+(?:is\s+)?(?:studies|studying|reads|is)\s+in\s+(?:(?:class|standard|grade)\s+(?:\d{1,2}|[IVX]+)|(?:the\s+)?\d{1,2}(?:st|nd|rd|th)\s+(?:class|standard|grade))\b`,
].map((pattern) => new RegExp(pattern, "u"));

/** Words that are in names of homes and things, and in none of children. */
const NO_CHILD =
  /\b(?:Illam|Home|Homes|Trust|Foundation|Society|House|Ashram|Bhavan|Bhawan|Nilayam|School|Hostel|Centre|Center|Orphanage|Shelter|Sadan|Building|Bus|Van|Car|Our|The|This|Children|Boys|Girls|Books?|Bags?)\b/u;

const RULES: readonly (readonly [TextRule, RegExp])[] = [
  ["link", LINK],
  ["payment_address", PAYMENT_ADDRESS],
  ["payment_address", IFSC],
  ["number", NUMBER],
];

/** @returns null for a text that may stand in public. */
export function publicTextProblem(text: string): TextProblem | null {
  const plain = plainCode(text.normalize("NFKC"));
  for (const [rule, pattern] of RULES) {
    const [found] = pattern.exec(plain) ?? [];
    if (found !== undefined) return { rule, found };
  }
  return childIn(text.normalize("NFKC"));
}

function childIn(text: string): TextProblem | null {
  for (const pattern of CHILDREN) {
    const [found, name = ""] = pattern.exec(text) ?? [];
    if (found !== undefined && !NO_CHILD.test(name)) return { rule: "child", found };
  }
  return null;
}

/** Of the field for the website, which is a link by itself. */
export function websiteProblem(website: string): TextProblem | null {
  if (website === "") return null;
  const [, host = ""] = /^https?:\/\/([^/?#]*)/i.exec(website) ?? [];
  const name = host.toLowerCase().replace(/^.*@/, "").replace(/:\d+$/, "");
  const payHost = PAY_HOSTS.find((known) => name === known || name.endsWith(`.${known}`));
  if (payHost !== undefined) return { rule: "pay_link", found: payHost };
  const [address] = PAYMENT_ADDRESS.exec(unescaped(website)) ?? [];
  return address === undefined ? null : { rule: "payment_address", found: address };
}

/** As the address bar shows it. */
function unescaped(website: string): string {
  try {
    return decodeURIComponent(website);
  } catch {
    return website;
  }
}
