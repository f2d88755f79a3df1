// <a href="/x/" data-dialog> opens /x/ in a dialog; <a href="#id" data-dialog> opens the dialog with that id.
import { wireUploads } from "./upload.js";
import { say } from "./words.js";

export function wireDialogs(root) {
  root.querySelectorAll("[data-dialog]").forEach((opener) => {
    if (opener.dataset.wired) return;
    opener.dataset.wired = "1";
    opener.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
      event.preventDefault();
      open(opener);
    });
  });
  root.querySelectorAll("dialog [data-shut-dialog]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => button.closest("dialog").close());
  });
}

async function open(opener) {
  const address = opener.getAttribute("href") ?? opener.dataset.dialog;
  if (address.startsWith("#")) {
    show(document.querySelector(address), opener);
    return;
  }
  const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (!answer?.ok) {
    location.assign(address);
    return;
  }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const content = page.querySelector("[data-dialog-content]") ?? page.querySelector("main") ?? page.body;
  const dialog = document.querySelector("#dialog");
  content.querySelectorAll(".back, #flashes").forEach((part) => part.remove());
  const head = document.createElement("header");
  dialog.replaceChildren(head, ...content.childNodes);
  dialog.querySelectorAll("form:not([action])").forEach((form) => form.setAttribute("action", address));
  const title = dialog.querySelector("h1, h2");
  if (title) title.id = "dialog-title";
  head.append(title ?? "", closer());
  window.htmx.process(dialog);
  wireDialogs(dialog);
  wireUploads(dialog);
  show(dialog, opener);
}

function closer() {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "shut push";
  button.dataset.shutDialog = "";
  button.textContent = "✕";
  button.setAttribute("aria-label", say("close"));
  return button;
}

/** Opens `dialog` as a modal; focus goes back to `opener` when it closes. */
export function show(dialog, opener) {
  dialog.addEventListener("close", () => opener?.focus(), { once: true });
  if (!dialog.dataset.wired) {
    dialog.dataset.wired = "1";
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
  }
  dialog.showModal();
}
