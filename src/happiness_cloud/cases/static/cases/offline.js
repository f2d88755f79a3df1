// The page that stands without network: tasks, writing, what waits, what was refused. All its words come with the page.
const page = document.querySelector("#kept");
const kept = await import(document.querySelector("meta[name=field-kept]").content);
const addresses = { tasks: page.dataset.tasks, cases: page.dataset.cases, files: page.dataset.files };
const words = Object.fromEntries([...page.querySelectorAll("[data-word]")].map((one) => [one.dataset.word, one.textContent]));
const at = (name) => page.querySelector(`[data-at="${name}"]`);
const spoken = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
let last = { who: "", tasks: [], states: {} };
let timer;

function said(text, tone = "blue") {
  at("said").className = `note tone-${tone}`;
  at("said").hidden = false;
  at("said").querySelector("p").textContent = text;
}

function stamped(name) {
  const part = page.querySelector(`template[data-part="${name}"]`).content.firstElementChild.cloneNode(true);
  return [part, (place) => part.querySelector(`[data-slot="${place}"]`)];
}

/** Each field of a copied part needs a name of its own for its label. */
function labelled(part, own) {
  part.querySelectorAll("[id]").forEach((one) => { one.id = `${one.id}-${own}`; });
  part.querySelectorAll("label[for]").forEach((one) => { one.htmlFor = `${one.htmlFor}-${own}`; });
}

function task(one) {
  const [part, slot] = stamped("task");
  // Whoever saw it writes it, also when the session ends while the form is open.
  const owner = last.who;
  labelled(part, one.number);
  slot("title").textContent = one.title;
  slot("state").textContent = last.states[one.state] ?? one.state;
  slot("where").textContent = [one.number, one.where, one.due && spoken.format(new Date(one.due))].filter(Boolean).join(" · ");
  part.querySelectorAll("button[value]").forEach((button) => { button.hidden = !one.verbs.includes(button.value); });
  part.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    write(event.target, event.submitter.value, one, owner);
  });
  return part;
}

async function write(form, verb, one, owner) {
  const text = form.elements.words.value.trim();
  const needed = ["not_found", "rework", "note"].includes(verb);
  form.querySelector("[data-slot=wrong]").hidden = !needed || Boolean(text);
  if (needed && !text) {
    form.elements.words.setAttribute("aria-invalid", "true");
    form.elements.words.focus();
    return;
  }
  const version = verb === "note" ? null : one.version;
  const body = text ? { [kept.member(verb)]: text } : {};
  await keep(form, { owner, verb, number: one.number, title: one.title, version, area: one.area, body });
}

/** Keeps it; a second press while photos are made smaller does nothing. */
async function keep(form, told) {
  if (form.dataset.busy) return;
  form.dataset.busy = "1";
  try {
    const moment = words.at.replace("{time}", spoken.format(new Date()));
    await kept.add({ photos: [...form.elements.photos.files].slice(0, 9), moment, ...told });
  } catch (error) {
    console.error(error);
    said(words.full, "red");
    return;
  } finally {
    delete form.dataset.busy;
  }
  form.reset();
  form.querySelectorAll("input[type=hidden]").forEach((one) => { one.value = ""; });
  form.querySelectorAll(".previews").forEach((strip) => strip.replaceChildren());
  const box = form.closest("details");
  box.open = false;
  box.querySelector("summary").focus();
  form.querySelectorAll("output").forEach((one) => { one.textContent = ""; });
  said(words.kept, "green");
  await show();
  if (navigator.onLine) await send();
}

function queued(item) {
  const [part, slot] = stamped("queued");
  slot("what").textContent = words[item.verb];
  slot("title").textContent = item.title || item.body.text;
  slot("when").textContent = [item.number, spoken.format(new Date(item.at)), item.photos.length && words.photos.replace("{n}", item.photos.length), words.until.replace("{time}", spoken.format(new Date((item.since ?? item.at) + kept.QUEUE_LIVES)))].filter(Boolean).join(" · ");
  return part;
}

/** What grew too old: its words and photos are gone from the device, and its writer is told. */
function expired(item) {
  const [part, slot] = stamped("expired");
  slot("what").textContent = [words[item.verb], item.number].filter(Boolean).join(": ");
  slot("when").textContent = spoken.format(new Date(item.at));
  slot("discard").addEventListener("click", async () => {
    await kept.drop(item.id);
    await show();
    page.querySelector("h1").focus();
  });
  return part;
}

function refused(item) {
  const [part, slot] = stamped("refused");
  slot("what").textContent = `${words[item.verb]}: ${item.title || item.number}`;
  slot("wrote").textContent = kept.wrote(item);
  slot("when").textContent = [spoken.format(new Date(item.at)), item.photos.length && words.photos.replace("{n}", item.photos.length)].filter(Boolean).join(" · ");
  slot("why").textContent = item.told.detail;
  slot("now").textContent = last.states[item.told.now] ?? words.unknown;
  slot("open").href = item.number ? page.dataset.one.replace("NUMBER", item.number) : page.dataset.report;
  const asNote = slot("note");
  asNote.hidden = !item.number || item.verb === "note" || !item.told.now;
  asNote.addEventListener("click", async () => {
    await kept.asNote(item, words.instead.replace("{verb}", words[item.verb]));
    await show();
    at("send").focus();
    await send();
  });
  slot("discard").addEventListener("click", async () => {
    if (!confirm(words.sure)) return;
    await kept.drop(item.id);
    await show();
    at("send").focus();
  });
  return part;
}

function choices(select, pairs) {
  const chosen = select.value;
  select.replaceChildren(select.options[0], ...pairs.map(([value, name]) => new Option(name, value)));
  select.value = chosen;
}

async function show() {
  await kept.expire();
  last = await kept.seen();
  const queue = await kept.waiting(last.who);
  const waits = queue.filter((one) => one.state === "waiting");
  const conflicts = queue.filter((one) => one.state === "conflict");
  const busy = page.querySelector("[data-at=tasks] details[open]");
  if (!busy) at("tasks").replaceChildren(...last.tasks.map(task));
  at("queue").replaceChildren(...waits.map(queued));
  const old = queue.filter((one) => one.state === "expired");
  at("conflicts").replaceChildren(...conflicts.map(refused), ...old.map(expired));
  at("refused").hidden = !conflicts.length && !old.length;
  at("waits").hidden = !last.who;
  at("have").hidden = !last.who && !busy;
  at("send").hidden = !waits.length;
  at("much").textContent = waits.length;
  at("sent").hidden = Boolean(waits.length);
  at("nobody").hidden = Boolean(last.who);
  at("none").hidden = !last.who || last.old || Boolean(last.tasks.length);
  at("old").hidden = !last.old;
  // A form that somebody is filling stays his, whoever is here.
  if (!at("writing").querySelector("details[open]")) {
    at("writing").hidden = !last.who;
    at("report").dataset.owner = last.who;
  }
  at("as-of").textContent = last.tasks.length ? words.asOf.replace("{time}", spoken.format(new Date(last.at))) : "";
  if (last.who) {
    choices(at("report").elements.category, last.kinds);
    choices(at("report").elements.area, last.areas);
  }
  page.dataset.ready = "1";
}

async function send() {
  clearTimeout(timer);
  const result = await kept.send(addresses);
  await show();
  page.dataset.tries = String(Number(page.dataset.tries ?? 0) + 1);
  const unsent = await kept.any();
  if (result.stopped === "sign-in") {
    if (unsent) said(words.signIn, "amber");
  } else if (result.stopped === "away") {
    said(words.away, "amber");
    // A line that seems to be there and carries nothing tells nobody when it carries again.
    if (navigator.onLine) timer = setTimeout(send, 60_000);
  } else if (result.stopped === "wait") {
    said(words.wait, "amber");
    timer = setTimeout(send, result.wait * 1000);
  } else if (result.conflicts) said(words.conflicts, "amber");
  else if (result.done) said(words.done, "green");
  at("sign-in").hidden = result.stopped !== "sign-in";
  at("nobody").hidden = Boolean(last.who) || (unsent && result.stopped === "sign-in");
}

at("send").addEventListener("click", send);
addEventListener("online", send);

const report = at("report");
report.querySelector("[data-locating]").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  navigator.geolocation?.getCurrentPosition(({ coords }) => {
    report.elements.lon.value = coords.longitude.toFixed(6);
    report.elements.lat.value = coords.latitude.toFixed(6);
    button.nextElementSibling.textContent = words.located;
  }, () => { button.nextElementSibling.textContent = words.lost; }, { enableHighAccuracy: true, timeout: 20000 });
});
report.addEventListener("submit", (event) => {
  event.preventDefault();
  const { category, area, address, lon, lat } = report.elements;
  const text = report.elements.words.value.trim() || (category.value && category.selectedOptions[0].text);
  const placed = Boolean(area.value || lon.value);
  report.querySelector("[data-slot=wrong]").hidden = Boolean(text);
  report.querySelector("[data-slot=nowhere]").hidden = placed;
  if (!text || !placed) {
    (text ? area : report.elements.words).focus();
    return;
  }
  const point = lon.value ? { lon: Number(lon.value), lat: Number(lat.value) } : {};
  const body = {
    text, ...point, area: area.value, address: address.value.trim(), category: category.value, channel: "patrol",
    reporter: { kind: "grid_worker", wants_reply: false }, happened_at: new Date().toISOString(),
  };
  keep(report, { owner: report.dataset.owner, verb: "report", area: area.value || last.areas[0]?.[0] || "", body });
});

// What lies here too long goes also from a page that was left open.
document.addEventListener("visibilitychange", () => { if (!document.hidden) show(); });

await show();
if (navigator.onLine) await send();
