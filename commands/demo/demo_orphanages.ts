// Invented orphanages and what they need, for the demo. Names, places and numbers are made up.

export interface Orphanage {
  readonly userName: string;
  readonly legalName: string;
  readonly address: string;
  readonly district: string;
  readonly state: string;
  readonly pin: string;
  readonly contact: string;
  readonly kind: string;
  readonly capacity: number;
  readonly about: string;
  /** `submitted`: still waits for the officers. */
  readonly stage?: "submitted";
}

const home = (
  [userName, legalName, address, district, state, pin, contact]: readonly [
    ...[string, string, string, string, string, string, string],
  ],
  capacity: number,
  about: string,
): Orphanage => ({
  userName,
  legalName,
  address,
  district,
  state,
  pin,
  contact,
  capacity,
  about,
  kind: "children_home",
});

export const ORPHANAGES: readonly Orphanage[] = [
  home(
    ["anbu", "Anbu Illam Trust", "12 Temple Street", "Madurai", "TN", "625001", "S. Meenakshi"],
    40,
    "A home for forty children in the old town, with its own kitchen garden and evening lessons for the whole street.",
  ),
  home(
    [
      "banyan",
      "Banyan Tree Children's Home",
      "3 Lake Road",
      "Kochi",
      "KL",
      "682011",
      "Thomas Varghese",
    ],
    28,
    "Small family groups, each with a house mother. School, music and a great deal of cricket.",
  ),
  home(
    ["chirag", "Chirag Bal Griha", "88 Station Road", "Jaipur", "RJ", "302006", "Rekha Sharma"],
    60,
    "Sixty places, a tailoring workshop for the older ones, and a library that is open to the neighbourhood.",
  ),
  home(
    ["daya", "Daya Sadan Society", "5 Hill View", "Shillong", "ML", "793001", "Ibanri Lyngdoh"],
    22,
    "A wooden house on the hill. Winters are long: blankets and warm clothes are always needed.",
  ),
  home(
    [
      "ekta",
      "Ekta Children's Village",
      "Plot 14, Sector 9",
      "Bhopal",
      "MP",
      "462003",
      "Imran Qureshi",
    ],
    75,
    "Five houses around a yard, a well of its own, and a vegetable field that feeds half of the village.",
  ),
  home(
    [
      "firefly",
      "Firefly Foundation Home",
      "41 Beach Road",
      "Puducherry",
      "PY",
      "605001",
      "Marie Anandan",
    ],
    18,
    "For children who need a quiet place: eighteen beds, two therapists, one garden.",
  ),
  home(
    ["gokul", "Gokul Ashram Trust", "2 River Bank", "Mathura", "UP", "281001", "Girish Chandra"],
    50,
    "Fifty places by the river, with a dairy of six cows and lessons in the shade.",
  ),
  home(
    [
      "harbour",
      "Harbour Light Home",
      "19 Dock Street",
      "Visakhapatnam",
      "AP",
      "530001",
      "Lakshmi Rao",
    ],
    35,
    "Close to the port. Many who grew up here come back to teach on Saturdays.",
  ),
  home(
    ["imli", "Imli Tree Shelter", "7 Old Market", "Ranchi", "JH", "834001", "Sushila Munda"],
    26,
    "An open shelter that became a home: meals at any hour, school for everybody.",
  ),
  home(
    ["jyoti", "Jyoti Niketan", "63 College Road", "Nashik", "MH", "422005", "Prakash Patil"],
    44,
    "Forty-four places, solar panels on the roof, and a brass band that plays at every wedding in town.",
  ),
  home(
    ["kiran", "Kiran Seva Samiti", "27 Canal Street", "Kolkata", "WB", "700014", "Ananya Ghosh"],
    55,
    "In a lane behind the market: a school on the ground floor, beds above it, kites on the roof.",
  ),
  {
    ...home(
      ["lotus", "Lotus Pond Trust", "9 Garden Lane", "Mysuru", "KA", "570001", "Kavya Gowda"],
      30,
      "A new home that waits for its approval.",
    ),
    stage: "submitted",
  },
];

export const NEEDS = [
  { item: "Woollen blankets", unit: "pieces", quantity: 40, priority: "urgent" },
  { item: "Rice", unit: "kg", quantity: 250, priority: "soon" },
  { item: "School bags", unit: "pieces", quantity: 30, priority: "soon" },
  { item: "Mosquito nets", unit: "pieces", quantity: 24, priority: "urgent" },
  { item: "Exercise books", unit: "pieces", quantity: 300, priority: "whenever" },
  { item: "Cooking oil", unit: "litres", quantity: 60, priority: "soon" },
  { item: "Toothbrushes and paste", unit: "sets", quantity: 80, priority: "whenever" },
  { item: "A water filter", unit: "pieces", quantity: 2, priority: "urgent" },
] as const;
