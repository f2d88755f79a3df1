// Small comforts of the desk. Every page works without them.
const wire = (root) => {
  root.querySelectorAll("[data-no-script]").forEach((one) => { one.hidden = true; });
  root.querySelectorAll("[data-tick-all]").forEach((all) => {
    if (all.dataset.wired) return;
    all.dataset.wired = "1";
    const form = all.closest("form");
    const boxes = () => [...form.querySelectorAll("tbody .tickbox input")];
    const count = () => {
      const ticked = boxes().filter((box) => box.checked).length;
      form.querySelector("[data-ticked]").textContent = ticked || "";
      all.checked = ticked > 0 && ticked === boxes().length;
      all.indeterminate = ticked > 0 && !all.checked;
    };
    all.addEventListener("change", () => { boxes().forEach((box) => { box.checked = all.checked; }); count(); });
    form.addEventListener("change", count);
  });
};

// The row of the open matter is marked, and the list stays where it was.
const markRow = () => {
  const number = document.querySelector("#pane")?.dataset.number;
  document.querySelectorAll("tr[data-number]").forEach((row) => {
    if (row.dataset.number === number) row.setAttribute("aria-selected", "true");
    else row.removeAttribute("aria-selected");
  });
};

document.addEventListener("htmx:load", ({ detail: { elt } }) => {
  wire(elt.parentElement ?? document);
  if (elt.id === "pane") {
    markRow();
    elt.scrollTop = 0;
  }
});
// The list and the matter beside it are asked for apart, and either answer may come first: the address tells what stands
// there now, not what stood there when the question was sent.
document.addEventListener("htmx:beforeHistoryUpdate", ({ detail: { history, target } }) => {
  const [list, pane] = [document.querySelector("#listing"), document.querySelector("#pane")];
  if (!list || !pane || ![list, pane].includes(target)) return;
  const asked = new URL(history.path, location.origin);
  const told = target === list ? asked : new URL(list.dataset.address, location.origin);
  const open = target === list ? pane.dataset.number : asked.searchParams.get("open");
  told.searchParams.delete("open");
  if (open) told.searchParams.set("open", open);
  history.path = told.pathname + told.search;
});
document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => { if (target?.id === "pane") markRow(); });
new MutationObserver(() => {
  const dialog = document.querySelector("#dialog");
  if (dialog) wire(dialog);
}).observe(document.querySelector("#dialog") ?? document.body, { childList: true });
wire(document);
markRow();
