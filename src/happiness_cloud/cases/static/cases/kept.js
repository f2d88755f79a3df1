// What a grid worker's device keeps: tasks seen at the last visit, and what was written without network.
// IndexedDB only; bound to the account that saw it. The window tells its own page what is in it, nobody else.
const HOUR = 3600e3;
export const TASKS_LIVE = 72 * HOUR;
export const QUEUE_LIVES = 14 * 24 * HOUR;
// Version 2: a store opened by somebody else first (leaving.js) has version 1 and nothing in it.
const VERSION = 2;
const EDGE = 2048;
let opened;

const answered = (request) => new Promise((done, failed) => {
  request.onsuccess = () => done(request.result);
  request.onerror = () => failed(request.error);
});

function base() {
  opened ??= new Promise((done, failed) => {
    const request = indexedDB.open("field", VERSION);
    request.onupgradeneeded = () => {
      const db = request.result;
      if (!db.objectStoreNames.contains("tasks")) db.createObjectStore("tasks", { keyPath: "number" });
      if (!db.objectStoreNames.contains("facts")) db.createObjectStore("facts");
      if (!db.objectStoreNames.contains("queue")) db.createObjectStore("queue", { keyPath: "id", autoIncrement: true });
    };
    request.onsuccess = () => {
      request.result.onversionchange = () => { request.result.close(); opened = undefined; };
      done(request.result);
    };
    request.onerror = () => { opened = undefined; failed(request.error); };
  });
  return opened;
}

/** Runs `work(stores…)` in one transaction and waits until it is on disk. */
async function within(names, work) {
  const deal = (await base()).transaction(names, "readwrite", { durability: "strict" });
  const ended = new Promise((done, failed) => {
    deal.oncomplete = done;
    deal.onabort = () => failed(deal.error);
  });
  const [result] = await Promise.all([work(...names.map((name) => deal.objectStore(name))), ended]);
  return result;
}

/** Empties the tasks; what waits to be sent stays under its owner's id. */
export async function forget() {
  await within(["tasks", "facts"], (tasks, facts) => { tasks.clear(); facts.clear(); });
}

/** The account that was here last (""), what it saw and when; nothing older than 72 hours. */
export async function seen() {
  return within(["tasks", "facts"], async (tasks, facts) => {
    const told = (await answered(facts.get("last"))) ?? { who: "", at: 0, kinds: [], areas: [], states: {} };
    // A clock set back makes it old too, rather than young for ever.
    const old = Math.abs(Date.now() - told.at) > TASKS_LIVE;
    if (old) tasks.clear();
    const found = old ? [] : await answered(tasks.getAll());
    return { ...told, tasks: found.sort((one, other) => one.place - other.place), old: old && Boolean(told.who) };
  });
}

/** Entries that grew too old lose their words and photos; that there was one is still shown to its writer. */
export async function expire() {
  await within(["queue"], async (queue) => {
    for (const one of await answered(queue.getAll())) {
      const age = Date.now() - (one.since ?? one.at);
      const { id, owner, verb, number, at, since } = one;
      if (age > 2 * QUEUE_LIVES) queue.delete(id);
      else if (age > QUEUE_LIVES && one.state !== "expired") queue.put({ id, owner, verb, number, at, since, state: "expired" });
    }
  });
  await count();
}

/** Asks the house for the tasks and keeps them; {status, who, csrf}. Status 0: no network. */
export async function learn(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" }, redirect: "error" }).catch(() => null);
  if (!answer) return { status: 0 };
  if (!answer.ok) {
    if (answer.status === 401 || answer.status === 403) await forget();
    return { status: answer.status, wait: pause(answer) };
  }
  const { who, csrf, tasks, ...more } = await answer.json();
  await within(["tasks", "facts"], (store, facts) => {
    store.clear();
    tasks.forEach((one, place) => store.put({ ...one, place }));
    facts.put({ who, at: Date.now(), ...more }, "last");
  });
  await expire();
  return { status: 200, who, csrf };
}

/** What this account wrote and the house has not taken yet, in the order of writing. */
export async function waiting(who) {
  const all = await within(["queue"], (queue) => answered(queue.getAll()));
  return all.filter((one) => one.owner === who);
}

/** Whether somebody, whoever it is, has something here that is not sent. */
export async function any() {
  return (await within(["queue"], (queue) => answered(queue.getAll()))).some((one) => one.state === "waiting");
}

// How much of who is here now is unsent, where the page that signs out can read it (facade, leaving.js).
async function count() {
  const much = await within(["queue", "facts"], async (queue, facts) => {
    const { who = "" } = (await answered(facts.get("last"))) ?? {};
    return (await answered(queue.getAll())).filter((one) => one.owner === who && one.state !== "expired").length;
  });
  localStorage.setItem("unsent", String(much));
}

/**
 * Keeps one deed until it is sent; its keys are made now, once. `photos` are files. `moment`: when it was done, in words.
 * `key` and `tried` are those of a form that went to the house before the line broke: it may have come through.
 */
export async function add(told) {
  const { owner, verb, number = "", title = "", version = null, area = "", body, photos = [], moment = "", tried = false } = told;
  if (!owner) throw new Error("an entry belongs to somebody");
  const at = Date.now();
  // A device that wakes with the clock of long ago: what is written by it must not look too old once the clock is right again.
  const { at: visited = 0 } = (await within(["facts"], (facts) => answered(facts.get("last")))) ?? {};
  const since = Math.max(at, visited);
  const shots = [];
  for (const photo of photos) shots.push({ blob: await shrunk(photo), name: photo.name, key: crypto.randomUUID(), claim: "" });
  const key = told.key || crypto.randomUUID();
  const item = { owner, verb, number, title, version, area, body, photos: shots, at, since, clockOff: at < since, moment, tried, key, state: "waiting" };
  item.id = await within(["queue"], (queue) => answered(queue.add(item)));
  await count();
  return item;
}

const save = (item) => within(["queue"], (queue) => answered(queue.put(item)));

/** Takes one deed out of the queue. */
export async function drop(id) {
  await within(["queue"], (queue) => answered(queue.delete(id)));
  await count();
}

/** A deed that was refused goes again as a note with the same words and photos, under a key of its own. */
export async function asNote(item, words) {
  const said = [words, wrote(item)].filter(Boolean).join("\n");
  const photos = item.photos.map((photo) => ({ ...photo, again: false }));
  await save({ ...item, photos, tried: false, verb: "note", version: null, body: { text: said }, key: crypto.randomUUID(), state: "waiting", told: undefined });
}

// Where the words of a deed stand.
const MEMBER = { note: "text", report: "text", not_found: "reason", rework: "reason" };

/** The member of the verb's body that takes the words of the person. */
export const member = (verb) => MEMBER[verb] ?? "note";

/** What the person wrote. */
export const wrote = (item) => item.body[member(item.verb)] ?? "";

async function shrunk(file) {
  const picture = await createImageBitmap(file).catch(() => null);
  if (!picture) return file;
  const scale = Math.min(1, EDGE / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.85); });
  return blob ?? file;
}

/** Seconds to wait before trying again. */
function pause(answer) {
  const told = Number(answer.headers.get("Retry-After"));
  return told > 0 ? Math.min(told, 600) : 30;
}

async function post(address, body, headers) {
  const answer = await fetch(address, { method: "POST", body, headers }).catch(() => null);
  if (!answer) return { status: 0 };
  // A line that breaks inside the answer is a line that broke: the same key asks again.
  const told = await answer.json().catch(() => null);
  if (!told) return { status: answer.ok ? 0 : answer.status, wait: pause(answer) };
  return { status: answer.status, told, wait: pause(answer) };
}

/** Why nothing more can be sent now: "away", "sign-in", "wait", or "" when the answer speaks of this deed alone. */
function halted({ status, told }) {
  if (!status) return "away";
  if (status === 401 || told?.code === "facade.stale_form") return "sign-in";
  return status === 429 || status >= 500 || told?.code === "ledger.busy" ? "wait" : "";
}

async function upload(item, photo, { files, csrf }) {
  const form = new FormData();
  form.append("file", photo.blob, `${photo.name.replace(/\.\w+$/, "")}.jpg`);
  if (item.area) form.append("area", item.area);
  const answer = await post(files, form, { "X-CSRFToken": csrf, "Idempotency-Key": photo.key });
  if (answer.status === 201) {
    photo.claim = answer.told.claim;
    await save(item);
  }
  return answer;
}

function asked(item, { cases, csrf }, version, told) {
  const headers = { "X-CSRFToken": csrf, "Idempotency-Key": item.key, "Content-Type": "application/json" };
  if (version !== null) headers["If-Match"] = `"${version}"`;
  return post(item.number ? `${cases}/${item.number}/${item.verb}` : cases, JSON.stringify(told), headers);
}

function deed(item, door) {
  const claims = item.photos.map((photo) => photo.claim);
  return asked(item, door, item.version, { ...item.body, ...moment(item), ...(claims.length ? { claims } : {}) });
}

/**
 * Asks whether a form's own try came through, before its photos go a second time. Nothing can be done by asking: no matter
 * has the version 0, and no report is without words; but a key that is known is answered before either is looked at.
 */
const inquiry = (item, door) => item.number ? asked(item, door, 0, item.body) : asked(item, door, null, { ...item.body, text: "" });
const REUSED = "ledger.key_reused";

/** When it was done: the house keeps it beside its own time. By a clock that it does not believe, only in words. */
function moment(item) {
  if (!item.clockOff) return { done_at: new Date(item.at).toISOString() };
  const said = [wrote(item), item.moment].filter(Boolean).join("\n");
  return { [member(item.verb)]: said, ...(item.body.happened_at ? { happened_at: null } : {}) };
}

function unbelieved({ status, told }) {
  const places = told?.errors?.map((one) => one.place) ?? [];
  return status === 422 && (told?.code === "cases.bad_done_at" || places.includes("happened_at"));
}

/** Photos first, each under a key of its own, then the deed. */
async function attempt(item, door) {
  if (item.tried) {
    const answer = await inquiry(item, door);
    if (halted(answer) || answer.told?.code === REUSED) return answer;
  }
  for (const photo of item.photos) {
    if (photo.claim) continue;
    const answer = await upload(item, photo, door);
    if (answer.status !== 201) return answer;
  }
  const answer = await deed(item, door);
  if (unbelieved(answer) && !item.clockOff) {
    // Nothing was done under its key, so it goes again under the same.
    item.clockOff = true;
    await save(item);
    return attempt(item, door);
  }
  const ended = ["files.gone", "files.bad_link"].includes(answer.told?.code);
  if (!ended || item.photos.every((photo) => photo.again)) return answer;
  // Claims live for a day: photos that came too early for their deed go again, once.
  item.photos.forEach((photo) => Object.assign(photo, { claim: "", key: crypto.randomUUID(), again: true }));
  await save(item);
  return attempt(item, door);
}

async function conflict(item, { status, told }, { cases }) {
  const now = item.number
    ? await fetch(`${cases}/${item.number}`, { headers: { Accept: "application/json" } }).then((one) => one.ok ? one.json() : null).catch(() => null)
    : null;
  const said = told?.errors?.map((one) => one.detail).join(" ") || told?.detail || "";
  item.state = "conflict";
  item.told = { status, code: told?.code ?? "", detail: said, now: now?.row?.state ?? "" };
  await save(item);
}

/** Sends what waits, in order; {stopped, wait, done, conflicts}. Only one window at a time, only the owner's own. */
export function send(addresses) {
  return navigator.locks.request("field-send", async () => {
    const result = { stopped: "", wait: 0, done: 0, conflicts: 0 };
    const { status, who, csrf, wait } = await learn(addresses.tasks);
    if (status !== 200) return { ...result, stopped: halted({ status }) || "sign-in", wait: wait ?? 0 };
    const door = { ...addresses, csrf };
    for (const item of await waiting(who)) {
      if (item.state !== "waiting") continue;
      const answer = await attempt(item, door);
      const stopped = halted(answer);
      if (stopped) return { ...result, stopped, wait: answer.wait ?? 0 };
      // The key is this deed's own: when the house knows it with other claims or from the form, an earlier try has come through.
      const before = answer.told?.code === REUSED && (item.tried || item.photos.some((photo) => photo.again));
      if (answer.status < 300 || before) {
        await drop(item.id);
        result.done += 1;
      } else {
        await conflict(item, answer, door);
        result.conflicts += 1;
      }
    }
    if (result.done || result.conflicts) await learn(addresses.tasks);
    return result;
  });
}
