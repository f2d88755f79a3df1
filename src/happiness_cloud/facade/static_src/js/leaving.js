// <form data-leaving>: signing out (or in). What pages keep of somebody on this device is emptied first; what is unsent is asked about.
import { say } from "./words.js";

async function emptied() {
  if (!localStorage.getItem("field-shell")) return;
  const db = await new Promise((done, failed) => {
    const request = indexedDB.open("field");
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
  const names = ["tasks", "facts"].filter((name) => db.objectStoreNames.contains(name));
  if (names.length) {
    await new Promise((done) => {
      const deal = db.transaction(names, "readwrite");
      names.forEach((name) => deal.objectStore(name).clear());
      deal.oncomplete = done;
      deal.onabort = done;
    });
  }
  db.close();
}

export function wireLeaving() {
  // Before all others: they take a form for sent that may still stay.
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-leaving]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.dataset.sent) return;
    const unsent = Number(localStorage.getItem("unsent") ?? 0);
    if (form.dataset.leaving !== "in" && unsent && !window.confirm(say("unsent", { n: unsent }))) return;
    form.dataset.sent = "1";
    await emptied().catch(console.error);
    form.submit();
  }, true);
}
