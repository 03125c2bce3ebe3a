// How money comes in, on the site: where to, with which reference and amount; and from a payment for which there is not enough.
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { paymentReferenceOf, paymentReferenceText } from "../../bank/pay_in/payment_reference.ts";
import { SiteVisitor, unescaped } from "../support/site_visitor.ts";
import { PASSWORD, WebBank } from "../support/web_bank.ts";

const DETAILS = { holder: "Lakeside", upi: "lakeside@sbi" };

Deno.test("pay in on the site: reference and code, once staff have said where to", async () => {
  await using web = await WebBank.open();
  const maya = await web.customer("maya");
  const asha = await web.customer("asha", true);
  const { number } = await maya.call("account", {});
  const reference = paymentReferenceText(paymentReferenceOf(number));
  const site = new SiteVisitor(web.origin);
  const stranger = await site.fetch("/me/pay-in");
  assert.equal(stranger.status, 303);
  await site.signIn("maya", PASSWORD);

  const before = await site.fetch("/me/pay-in");
  assert.match(before.text, /has not said yet where money is paid in/);
  assert.doesNotMatch(before.text, /class="qr"|slip\.pdf/);
  assert.equal((await site.fetch("/me/pay-in/slip.pdf")).status, 422);
  await asha.call("setBankDetails", { details: DETAILS, password: PASSWORD });

  const page = await site.fetch("/me/pay-in?amount=1,500.50");
  assert.equal(page.status, 200);
  assert.ok(page.text.includes(reference), "the reference is missing");
  assert.ok(page.text.includes("lakeside@sbi"), "the UPI id is missing");
  const [, picture] = /src="data:image\/svg\+xml;base64,([^"]+)"/.exec(page.text)!;
  assert.match(Buffer.from(picture!, "base64").toString(), /^<svg/);
  assert.match(page.text, /1,500\.50/);

  assert.match(page.text, /href="\/me\/pay-in\/slip\.pdf\?amount=1%2C500\.50"/);
  const slip = await site.fetch("/me/pay-in/slip.pdf?amount=1%2C500.50");
  assert.deepEqual([slip.status, slip.media], [200, "application/pdf"]);
  assert.equal((await site.fetch("/me/pay-in/slip.pdf?amount=lots")).status, 422);

  const wrong = await site.fetch("/me/pay-in?amount=lots");
  assert.equal(wrong.status, 422);
  assert.ok(wrong.text.includes(reference));
});

Deno.test("pay in on the site: who has not enough is led there with what is missing", async () => {
  await using web = await WebBank.open({ welcome: "100" });
  await web.customer("maya");
  await web.customer("jon");
  const asha = await web.customer("asha", true);
  const site = new SiteVisitor(web.origin);
  await site.signIn("maya", PASSWORD);
  const pay = async () => {
    // It is said before anything is asked.
    const { text } = await site.fetch(`/me/transfer?to=jon&amount=450.25&id=${web.newId()}`);
    assert.match(text, /Not enough money/);
    return unescaped(text);
  };
  assert.doesNotMatch(await pay(), /\/me\/pay-in\?amount/);
  await asha.call("setBankDetails", { details: DETAILS, password: PASSWORD });
  assert.match(await pay(), /role="alert">[^]*href="\/me\/pay-in\?amount=350\.25"/);
});
