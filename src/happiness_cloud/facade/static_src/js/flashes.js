// Messages can be put away; a request that failed says so; a form that was sent is not sent twice.
import { say } from "./words.js";

export function wireFlashes(root) {
  root.querySelectorAll("[data-note] [data-shut]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => button.closest("[data-note]").remove());
  });
}

/** Puts a message where the server's own messages stand. */
export function tell(text, tone = "red") {
  const note = document.createElement("div");
  note.className = `note tone-${tone}`;
  const words = document.createElement("p");
  words.textContent = text;
  note.append(document.createElement("span"), words);
  document.querySelector("#flashes")?.replaceChildren(note);
}

const showConnection = () => {
  document.querySelectorAll("[data-offline]").forEach((sign) => { sign.hidden = navigator.onLine; });
};
addEventListener("online", showConnection);
addEventListener("offline", showConnection);
showConnection();

document.addEventListener("htmx:sendError", () => tell(say("failed")));
document.addEventListener("htmx:responseError", (event) => {
  const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  tell(page.querySelector("[role=alert], main h1")?.textContent.trim() || say("failed"));
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.dataset.again !== undefined) return;
  // What a button hands over as a file leaves the page, and its form, as they are.
  if (event.submitter?.dataset.again !== undefined) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-disabled", "true");
});
// Back brings the page out of memory as it was left: open the forms again.
addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  });
});
