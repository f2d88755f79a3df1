// A form that was open when the network went: what was written is kept on the device and sent later, under the key it has.
const keeping = document.querySelector("meta[name=field-kept]");
const words = Object.fromEntries([...document.querySelectorAll("#still-open [data-word]")].map((one) => [one.dataset.word, one.textContent]));
const spoken = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
// So long a form may be on its way before it is taken for lost, each photo gives it more; and before a choice is offered.
const PATIENCE = 30_000;
const SLOW = 8_000;
let kept;
let item;

/** What the house says to the form as it is; null when the line broke. A redirect only follows a deed that was done. */
async function asked(form, submitter) {
  const body = new FormData(form);
  if (submitter?.name) body.set(submitter.name, submitter.value);
  const breaking = new AbortController();
  const timer = setTimeout(() => breaking.abort(), PATIENCE * (1 + form.elements.photos.files.length / 2));
  const slow = setTimeout(() => offered(breaking), SLOW);
  const call = { method: "POST", body, redirect: "manual", headers: { "HX-Request": "true" }, signal: breaking.signal };
  try {
    const answer = await fetch(location.href, call);
    return { done: answer.type === "opaqueredirect", status: answer.status, page: await answer.text() };
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
    clearTimeout(slow);
  }
}

/** A bad line: nobody has to stand and wait for it. Whether it came through is found out later, by the key. */
function offered(breaking) {
  const note = told(words.slow, "blue");
  const later = note.querySelector("[data-later]");
  later.hidden = false;
  note.scrollIntoView({ block: "center" });
  later.addEventListener("click", () => breaking.abort(), { once: true });
}

/** Whether the answer speaks of this deed; otherwise it is the line, the session or a busy house, and the deed can wait. */
const ofTheDeed = ({ status }) => status < 500 && ![401, 403, 429].includes(status);

/** The page that the house answered with, what stands wrong in it; the photos that were chosen stay chosen. */
function corrected(form, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  if (!page.querySelector("main")) {
    // A refusal without a page around it.
    told(page.body.textContent.trim(), "red").scrollIntoView({ block: "center" });
    return;
  }
  const photos = form.elements.photos.files;
  document.title = page.title;
  document.querySelector(".act").replaceWith(page.querySelector(".act"));
  window.htmx.swap("#main", html, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 0 }, { select: "#main" });
  const fresh = document.querySelector("form[data-still-open]")?.elements.photos;
  if (!fresh || !photos.length) return;
  fresh.files = photos;
  fresh.dispatchEvent(new Event("change"));
}

/** Says something where the messages of the page stand. */
function told(text, tone) {
  const note = document.querySelector("#still-open template").content.firstElementChild.cloneNode(true);
  note.classList.add(`tone-${tone}`);
  note.querySelector(`[data-tone=${tone}]`).hidden = false;
  note.querySelector("p").textContent = text;
  document.querySelector("#flashes").replaceChildren(note);
  return note;
}

/** A field that has to be filled before it can be kept. */
function wrong(field, text) {
  const id = `${field.id}_wrong`;
  const line = document.getElementById(id) ?? document.createElement("p");
  Object.assign(line, { id, className: "error", textContent: text });
  field.before(line);
  field.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", id);
  // The bar at the foot must not cover what is asked for.
  field.focus({ preventScroll: true });
  line.scrollIntoView({ block: "center" });
}

function onSite(form, verb) {
  const { reason, key, version } = form.elements;
  const text = reason.value.trim();
  if (!text && ["not_found", "rework"].includes(verb)) return wrong(reason, words.say);
  const { number, title, area } = form.dataset;
  return { verb, number, title, area, version: Number(version.value), key: `${verb}-${key.value}`, body: text ? { [kept.member(verb)]: text } : {} };
}

function reported(form) {
  const { category, text, area, address, lon, lat, key } = form.elements;
  const chosen = [...form.querySelectorAll("[name=category]")].find((one) => one.checked && one.value);
  const said = text.value.trim() || chosen?.closest("label").textContent.trim() || "";
  if (!said) return wrong(text, words.kind);
  if (!area?.value && !lon.value) return wrong(area ?? address, words.place);
  // Close to a border whoever stands there was asked for the side, as long as the line held.
  const where = form.elements.side?.value || area?.value || "";
  const point = lon.value ? { lon: Number(lon.value), lat: Number(lat.value) } : {};
  const body = {
    text: said, ...point, area: where, address: address.value.trim(), category: category.value, channel: "patrol",
    reporter: { kind: "grid_worker", wants_reply: false }, happened_at: new Date().toISOString(),
  };
  return { verb: "report", area: where || form.dataset.area, key: key.value, body };
}

async function keepForLater(form, submitter, reason, tried) {
  const deed = form.dataset.number ? onSite(form, submitter.value) : reported(form);
  if (!deed) return;
  const photos = [...form.elements.photos.files].slice(0, 9);
  const moment = words.at.replace("{time}", spoken.format(new Date()));
  try {
    item = await kept.add({ owner: keeping.dataset.who, photos, moment, tried, ...deed });
  } catch (error) {
    console.error(error);
    told(words.full, "red").scrollIntoView({ block: "center" });
    return;
  }
  form.hidden = true;
  document.querySelectorAll(".act > *").forEach((one) => { one.hidden = true; });
  const note = told(words[reason], "amber");
  note.querySelector("[data-more]").hidden = false;
  note.querySelector("[data-sign-in]").hidden = reason !== "signIn";
  note.focus();
  document.dispatchEvent(new Event("field:written"));
}

/** Why it waits: what is told of it. */
const why = (answer) => !answer ? "kept" : [401, 403].includes(answer.status) ? "signIn" : "busy";

async function send(form, submitter) {
  const answer = navigator.onLine ? await asked(form, submitter) : null;
  if (answer?.done) location.assign(form.dataset.after);
  else if (answer && ofTheDeed(answer)) corrected(form, answer.page);
  else await keepForLater(form, submitter, why(answer), navigator.onLine);
  return answer?.done;
}

async function pressed(event) {
  const form = event.target;
  if (!form.matches("form[data-still-open]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  const { submitter } = event;
  if (form.dataset.sent) return;
  form.dataset.sent = "1";
  submitter?.setAttribute("aria-disabled", "true");
  const gone = await send(form, submitter);
  if (gone) return;
  delete form.dataset.sent;
  submitter?.removeAttribute("aria-disabled");
}

/** What was kept here has been sent meanwhile, or was not taken. */
async function followed() {
  if (!item) return;
  const now = (await kept.waiting(item.owner)).find((one) => one.id === item.id);
  if (now?.state === "waiting") return;
  const note = told(now ? words.conflicts : words.sent, now ? "amber" : "green");
  note.querySelector("[data-more]").hidden = !now;
  item = undefined;
}

// Without a store the form goes its usual way.
if (keeping?.dataset.who && "serviceWorker" in navigator) {
  kept = await import(keeping.content).catch(console.error);
  if (kept) document.addEventListener("submit", pressed, true);
  document.addEventListener("field:sent", followed);
}
