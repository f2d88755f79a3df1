// Every page loads this one script. Pages are complete without it; each module only makes one thing more pleasant.
import htmx from "htmx.org/dist/htmx.esm.js";
import { keepDrafts } from "./autosave.js";
import { wireDialogs } from "./dialog.js";
import { wireFlashes } from "./flashes.js";
import { wireLeaving } from "./leaving.js";
import { wireShortcuts } from "./shortcuts.js";
import { wireTheme } from "./theme.js";
import { keepTimesFresh } from "./time.js";
import { wireUploads } from "./upload.js";

window.htmx = htmx;

const perFragment = [keepDrafts, wireDialogs, wireFlashes, wireUploads, wireMaps];

async function wireMaps(root) {
  const boxes = root.querySelectorAll("[data-map]:not(.live)");
  if (!boxes.length) return;
  const meta = document.querySelector('meta[name="facade-map"]');
  if (!document.querySelector("link[data-map-style]")) {
    const sheet = document.createElement("link");
    sheet.rel = "stylesheet";
    sheet.href = meta.dataset.style;
    sheet.dataset.mapStyle = "";
    document.head.append(sheet);
    await new Promise((done) => { sheet.onload = done; sheet.onerror = done; });
  }
  try {
    const { openMap } = await import(meta.content);
    boxes.forEach(openMap);
  } catch (error) {
    console.error(error);
  }
}

function start() {
  wireTheme();
  wireLeaving();
  wireShortcuts();
  keepTimesFresh();
  perFragment.forEach((wire) => wire(document));
  document.querySelector("[data-errors]")?.focus();
}

document.addEventListener("htmx:load", ({ detail: { elt } }) => {
  if (elt === document.body) return;
  // The swapped-in element may itself be the thing to wire, so look from its parent; wiring twice does nothing.
  const place = elt.parentElement ?? elt;
  perFragment.forEach((wire) => wire(place));
  (elt.matches("[data-errors]") ? elt : elt.querySelector("[data-errors]"))?.focus();
});

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
else start();
