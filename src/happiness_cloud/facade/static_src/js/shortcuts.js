// data-key="d" on a link, button or input: the letter presses it. "?" lists all; j, k, Enter and x walk a table.
import { show } from "./dialog.js";
import { say } from "./words.js";

const OFF = "single-keys-off";
const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]") && !["checkbox", "radio"].includes(target.type);
const off = () => localStorage.getItem(OFF) === "1";
const seen = (element) => element.getClientRects().length > 0;

export function wireShortcuts() {
  const button = document.querySelector("[data-keys]");
  if (button) {
    button.hidden = false;
    button.addEventListener("click", list);
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || typing(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === "?") list(event);
    else if (!off()) press(event);
  });
}

function press(event) {
  const target = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key.toLowerCase() && seen(one));
  if (target) {
    event.preventDefault();
    if (target.matches("input, textarea, select")) target.focus();
    else target.click();
    return;
  }
  walk(event);
}

function walk(event) {
  const rows = [...document.querySelectorAll("table[data-rows] tbody tr")];
  if (!rows.length) return;
  const at = rows.findIndex((row) => row.classList.contains("here"));
  const row = rows[at];
  if (event.key === "j" || event.key === "k") {
    const next = rows[Math.min(Math.max(at + (event.key === "j" ? 1 : -1), 0), rows.length - 1)];
    row?.classList.remove("here");
    next.classList.add("here");
    next.querySelector("a")?.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  } else if (event.key === "x" && row) {
    row.querySelector("input[type=checkbox]")?.click();
  } else return;
  event.preventDefault();
}

function list(event) {
  event.preventDefault();
  const dialog = document.querySelector("#dialog");
  const title = document.createElement("h2");
  title.id = "dialog-title";
  title.textContent = say("keys");
  const lines = document.createElement("dl");
  lines.className = "facts";
  const add = (letter, words) => {
    const name = document.createElement("dt");
    const sign = document.createElement("kbd");
    sign.textContent = letter;
    name.append(sign);
    const value = document.createElement("dd");
    value.textContent = words;
    lines.append(name, value);
  };
  document.querySelectorAll("[data-key]").forEach((one) => {
    if (seen(one)) add(one.dataset.key.toUpperCase(), one.dataset.keyWords ?? one.ariaLabel ?? label(one));
  });
  if (document.querySelector("table[data-rows]")) {
    add("J", say("next"));
    add("K", say("previous"));
    add("↵", say("open"));
    add("X", say("select"));
  }
  const tick = document.createElement("label");
  tick.className = "tick";
  const box = document.createElement("input");
  box.type = "checkbox";
  box.checked = !off();
  box.addEventListener("change", () => localStorage.setItem(OFF, box.checked ? "0" : "1"));
  tick.append(box, say("keysOn"));
  const head = document.createElement("header");
  const shut = document.createElement("button");
  shut.type = "button";
  shut.className = "shut";
  shut.textContent = "✕";
  shut.setAttribute("aria-label", say("close"));
  shut.addEventListener("click", () => dialog.close());
  head.append(title, shut);
  dialog.replaceChildren(head, lines, tick);
  show(dialog, document.activeElement);
}

function label(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll(".keyhint, .count").forEach((part) => part.remove());
  return copy.textContent.trim();
}
