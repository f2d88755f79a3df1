// The preference form works by POST; with scripts it changes at once and tells the server in the background.
export function wireTheme() {
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const button = event.submitter;
    if (!form.matches?.("form[data-preferences]") || !button?.name) return;
    event.preventDefault();
    const body = new FormData(form);
    body.set(button.name, button.value);
    document.documentElement.dataset[button.name] = button.value;
    form.querySelectorAll(`button[name="${button.name}"]`).forEach((other) => {
      other.setAttribute("aria-pressed", String(other === button));
    });
    const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" }).catch(() => null);
    if (!answer || answer.status >= 400) {
      form.removeAttribute("data-preferences");
      form.requestSubmit(button);
    }
  });
  // A menu closes when the reader goes elsewhere or presses Escape.
  const openMenus = () => document.querySelectorAll("details.menu[open]");
  document.addEventListener("click", (event) => {
    openMenus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    openMenus().forEach((menu) => { menu.open = false; menu.querySelector("summary").focus(); });
  });
}
