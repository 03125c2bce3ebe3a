// The page for people who run a home: the list of what they need is the one by which a home goes live, in every language.
import assert from "node:assert/strict";
import { SiteVisitor, unescaped } from "../support/site_visitor.ts";
import { PASSWORD, WebBank } from "../support/web_bank.ts";

/** What is asked for, and what may be there besides. */
function factsOn(page: string): readonly (readonly string[])[] {
  const [needed = "", others = ""] = page.split("<h3>");
  return [needed, others].map((part) =>
    [...part.matchAll(/data-fact="(\w+)"/g)].map((one) => one[1]!)
  );
}

Deno.test("registering: the page asks for what the rules ask for, and says what everybody will see", async () => {
  await using web = await WebBank.open();
  const visitor = new SiteVisitor(web.origin);
  const page = async (prefix = "") => (await visitor.fetch(`${prefix}/register`)).text;
  const needed = ["name", "pan", "licence", "eighty_g", "contact"];
  assert.deepEqual(factsOn(await page()), [[...needed, "fcra"], ["darpan"]]);
  for (const prefix of ["/hi", "/ta"]) {
    assert.deepEqual(factsOn(await page(prefix)), factsOn(await page()), prefix);
  }
  const staff = await web.customer("asha", true);
  await staff.call("setPolicy", { password: PASSWORD, policy: { fcraRequired: 0 } });
  assert.deepEqual(factsOn(await page()), [needed, ["fcra", "darpan"]]);

  const front = (await visitor.fetch("/")).text;
  assert.match(front, /<a href="\/register">Register an orphanage<\/a>/);
  assert.match(unescaped(await page()), /Licence \(Juvenile Justice Act\)[^]*with the document/);
  const begun = await visitor.fetch("/me/organisation");
  assert.equal(begun.location, "/sign-in?next=%2Fme%2Forganisation");
});
