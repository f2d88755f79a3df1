// Whoever has allowed it once is located as soon as the map stands: one tap less on each report.
document.addEventListener("facade:map", async ({ target }) => {
  const button = target.parentElement.querySelector("[data-locate]");
  if (!button || button.hidden || !navigator.permissions) return;
  const told = await navigator.permissions.query({ name: "geolocation" }).catch(() => null);
  if (told?.state === "granted") button.click();
});

// What stands here today is kept for when the network is gone; what was written without it is sent.
const keeping = document.querySelector("meta[name=field-kept]");
let timer;

/** How much waits, told in the frame of the page. */
async function count(kept) {
  const { who } = await kept.seen();
  const much = who ? (await kept.waiting(who)).length : 0;
  document.querySelectorAll("[data-unsent]").forEach((sign) => {
    sign.hidden = !much;
    sign.querySelector("[data-much]").textContent = much;
  });
  return much;
}

async function keep() {
  clearTimeout(timer);
  const { dataset, content } = keeping;
  const { documentElement: root } = document;
  const mark = [root.lang, root.dataset.theme, root.dataset.size].join(" ");
  const held = await navigator.serviceWorker.register(dataset.worker, { scope: "/field/" });
  if (localStorage.getItem("field-shell") !== mark) {
    held.active?.postMessage("fill");
    localStorage.setItem("field-shell", mark);
  }
  const kept = await import(content);
  const addresses = { tasks: dataset.tasks, cases: dataset.cases, files: dataset.files };
  const { stopped, wait } = await kept.send(addresses);
  const much = await count(kept);
  document.dispatchEvent(new Event("field:sent"));
  // A line that seems to be there and carries nothing tells nobody when it carries again.
  if (much && navigator.onLine && ["away", "wait"].includes(stopped)) timer = setTimeout(keepOn, (wait || 60) * 1000);
  document.documentElement.dataset.kept = "1";
}
const keepOn = () => keep().catch(console.error);
// The page that is kept looks after itself.
if (keeping && "serviceWorker" in navigator && !document.querySelector("#kept")) {
  const written = async () => {
    await count(await import(keeping.content));
    if (navigator.onLine) timer = setTimeout(keepOn, 60_000);
  };
  keepOn();
  addEventListener("online", keepOn);
  document.addEventListener("field:written", () => written().catch(console.error));
}

// Close to a border nothing is sent before the side is chosen: the house would ask, and the photos be chosen again.
// At the window, since the document hands the form to whoever keeps it on the device.
addEventListener("submit", (event) => {
  const quick = event.target.closest("#quick");
  const sides = quick?.querySelectorAll("#side [type=radio]") ?? [];
  if (!sides.length || [...sides].some((one) => one.checked)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  quick.querySelector("[data-choose]").hidden = false;
  sides[0].focus();
}, true);
