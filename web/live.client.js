// Keeps an open page up to date: a live connection, with pauses that grow when it breaks; a small document every few
// seconds when there can be none. Without this script every page works, and shows the newest state when it is loaded.
(() => {
  const root = document.documentElement;
  const block = Number(document.body.dataset.block ?? -1);
  const organisation = document.body.dataset.organisation ?? "";
  const own = document.body.dataset.own === "yes";
  const locale = root.lang === "en" ? "en-IN" : `${root.lang}-IN`;
  const scale = Number(document.body.dataset.scale ?? 2);
  const code = document.body.dataset.currency ?? "INR";
  let newest = block;
  let failures = 0;
  let polling = 0;
  let renewing = 0;
  let shown = block;
  let ownSeen = -1;

  const money = (minor) =>
    new Intl.NumberFormat(locale, { style: "currency", currency: code, numberingSystem: "latn" })
      .format(minor / 10 ** scale);

  const count = (number) => new Intl.NumberFormat("en-IN").format(number);

  function put(selector, text) {
    for (const place of document.querySelectorAll(selector)) {
      if (place.textContent === text) continue;
      place.textContent = text;
      place.classList.add("changed");
      setTimeout(() => place.classList.remove("changed"), 2000);
    }
  }

  function bar(need) {
    const whole = Math.max(1, need.quantity);
    const delivered = Math.min(100, (need.delivered / whole) * 100);
    const pledged = Math.min(100 - delivered, (need.pledged / whole) * 100);
    for (const svg of document.querySelectorAll(`[data-bar="${need.need}"]`)) {
      svg.querySelector(".delivered").setAttribute("width", delivered);
      const words = svg.dataset.label.replace("%delivered", need.delivered);
      svg.setAttribute("aria-label", words.replace("%pledged", need.pledged));
      const second = svg.querySelector(".pledged");
      second.setAttribute("x", delivered);
      second.setAttribute("width", pledged);
    }
    for (const asked of document.querySelectorAll(`[name=need][value="${need.need}"]`)) {
      const quantity = asked.form?.elements.namedItem("quantity");
      if (quantity) quantity.max = String(Math.max(1, need.left));
    }
    for (const place of document.querySelectorAll(`[data-need-free="${need.need}"]`)) {
      place.parentElement.hidden = need.freeAtMs === null;
      if (need.freeAtMs === null) place.removeAttribute("data-until");
      else place.dataset.until = String(need.freeAtMs);
    }
    put(`[data-need-delivered="${need.need}"]`, count(need.delivered));
    put(`[data-need-pledged="${need.need}"]`, count(need.pledged));
    put(`[data-need-left="${need.need}"]`, count(need.left));
    put(`[data-need-given="${need.need}"]`, money(need.givenMinor));
  }

  function show(message) {
    if (message.type === "reset") return renew(message.block);
    if (message.type === "own") {
      put("[data-own-available]", money(message.availableMinor));
      put("[data-own-booked]", money(message.bookedMinor));
      const news = document.querySelector("[data-own-news]");
      const now = message.entries + message.notices;
      if (news && Number(news.dataset.ownNews) !== now) news.hidden = false;
      // What is shown of the own gifts and promises changes with them; the first word only says where one stands.
      if (ownSeen !== now && ownSeen >= 0) renewParts(newest, 1);
      ownSeen = now;
      return;
    }
    if (message.type !== "changes") return;
    newest = Math.max(newest, message.block);
    put("[data-total-given]", money(message.totals.givenMinor));
    put("[data-total-gifts]", String(message.totals.gifts));
    put("[data-total-needs]", String(message.totals.openNeeds));
    put("[data-total-delivered]", String(message.totals.delivered));
    put("[data-head]", String(message.block));
    put("[data-head-hash]", message.hash);
    for (const one of message.organisations) {
      put(`[data-org-given="${one.organisation}"]`, money(one.givenMinor));
      put(`[data-org-gifts="${one.organisation}"]`, String(one.gifts));
      put(`[data-org-needs="${one.organisation}"]`, String(one.openNeeds));
    }
    for (const need of message.needs) bar(need);
    countDown();
    const touched = [...message.organisations, ...message.needs];
    const ours = touched.some((one) => one.organisation === organisation);
    if (touched.length === 0 || (!ours && organisation)) return;
    const stand = message.organisations.some(stands);
    // Quiet parts are not fetched again for every gift there is.
    if (stand || document.querySelector("[data-part]:not([data-quiet])")) {
      renewParts(message.block, 4, stand ? 0 : 700);
    }
  }

  // Whether it stands otherwise than this page says: that does not wait.
  function stands(one) {
    const place = document.querySelector(`[data-org-state="${one.organisation}"]`);
    return place !== null && place.dataset.state !== one.state;
  }

  const fields = "input:not([type=hidden]), textarea";
  const nameOf = (field) => `${field.form?.getAttribute("action")} ${field.name}`;

  // What the visitor has typed moves into the new list.
  function carry(part, fresh) {
    const there = new Map(
      [...fresh.querySelectorAll(fields)].map((field) => [nameOf(field), field]),
    );
    for (const field of part.querySelectorAll(fields)) {
      if (field.type === "file" || field.value === field.defaultValue) continue;
      const next = there.get(nameOf(field));
      if (next) next.value = field.value;
    }
  }

  // Lists are taken from the page itself, as it is now; a list in which the visitor is writing waits. A cache in front may have an
  // older page for a moment: it is not taken, and asked again.
  function renewParts(wanted, attempts, pause = 700) {
    if (!document.querySelector("[data-part]") || (renewing && pause > 0)) return;
    clearTimeout(renewing);
    renewing = setTimeout(async () => {
      renewing = 0;
      try {
        const answer = await fetch(location.href, { cache: "no-cache" });
        if (!answer.ok) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const made = Number(page.body.dataset.block ?? -1);
        if (made >= shown) take(page);
        shown = Math.max(shown, made);
        if (made < wanted && attempts > 1) renewParts(wanted, attempts - 1);
      } catch {
        // The next change tries again.
      }
    }, pause + Math.random() * 300);
  }

  function take(page) {
    for (const part of document.querySelectorAll("[data-part]")) {
      const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
      if (!fresh || fresh.innerHTML === part.innerHTML) continue;
      // Who is writing is not disturbed, unless what is written has nowhere to go any more.
      const gone = part.querySelector("form") && !fresh.querySelector("form");
      if (part.contains(document.activeElement) && !gone) continue;
      carry(part, fresh);
      part.replaceChildren(...fresh.childNodes);
      Object.assign(part.dataset, fresh.dataset);
    }
    countDown();
  }

  // Too much has happened since: the snapshot has all that a page of one organisation shows. Others load again, but not
  // over and over when a cache in front still has the old page.
  function renew(now) {
    newest = now;
    const last = Number(sessionStorage.getItem("renewed") ?? 0);
    if (organisation || Date.now() - last < 120_000) return poll();
    sessionStorage.setItem("renewed", String(Date.now()));
    location.reload();
  }

  async function poll() {
    try {
      const query = organisation ? `?organisation=${organisation}` : "";
      const answer = await fetch(`/v1/live/snapshot${query}`);
      if (answer.ok) show(await answer.json());
    } catch {
      // The next one may come through.
    }
  }

  async function ticket() {
    if (!own) return "";
    const answer = await fetch("/me/live-ticket", { method: "POST" });
    return answer.ok ? `&ticket=${(await answer.json()).ticket}` : "";
  }

  async function connect() {
    let query = "";
    try {
      query = await ticket();
    } catch {
      return again();
    }
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/v1/live?after=${newest}${query}`);
    let heard = Date.now();
    const watch = setInterval(() => {
      if (Date.now() - heard > 40_000) socket.close();
    }, 5_000);
    socket.onmessage = ({ data }) => {
      heard = Date.now();
      failures = 0;
      clearInterval(polling);
      polling = 0;
      root.dataset.live = "yes";
      show(JSON.parse(data));
    };
    socket.onclose = () => {
      clearInterval(watch);
      again();
    };
  }

  function again() {
    root.dataset.live = "no";
    failures++;
    if (failures > 2 && !polling) polling = setInterval(poll, 5_000);
    const pause = Math.min(30_000, 500 * 2 ** Math.min(failures, 6));
    setTimeout(connect, pause / 2 + Math.random() * pause / 2);
  }

  function countDown() {
    for (const place of document.querySelectorAll("[data-until]")) {
      const left = Math.max(0, Math.floor((Number(place.dataset.until) - Date.now()) / 1000));
      const two = (number) => String(number).padStart(2, "0");
      place.textContent = `${Math.floor(left / 3600)}:${two(Math.floor(left / 60) % 60)}:${
        two(left % 60)
      }`;
    }
  }

  // What has just been done is said once, not again when the page is only loaded again.
  const [way] = performance.getEntriesByType("navigation");
  if (way && way.type !== "navigate") document.querySelector("[data-once]")?.remove();
  // A visitor who cannot see that something went wrong is led to where it is said.
  const alert = document.querySelector("main [role=alert]");
  if (alert) {
    alert.tabIndex = -1;
    alert.focus();
  }
  countDown();
  setInterval(countDown, 1000);
  if (block >= 0) connect();
})();
