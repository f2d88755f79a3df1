// <form data-autosave="report"> keeps what was typed in this tab until a page with data-autosave-done="report" comes.
const PREFIX = "draft:";

function kept(form) {
  return [...form.elements].filter(
    (field) => field.name && !field.closest("[data-private]") && !["password", "file", "hidden", "submit", "button"].includes(field.type),
  );
}

function save(form) {
  const values = kept(form).map((field) => [
    field.name,
    ["checkbox", "radio"].includes(field.type) ? (field.checked ? field.value : null) : field.value,
  ]);
  try {
    sessionStorage.setItem(PREFIX + form.dataset.autosave, JSON.stringify(values.filter(([, value]) => value)));
  } catch {
    // A full or forbidden store only costs the comfort.
  }
}

function restore(form) {
  let values;
  try {
    values = JSON.parse(sessionStorage.getItem(PREFIX + form.dataset.autosave) ?? "[]");
  } catch {
    return;
  }
  for (const [name, value] of values) {
    for (const field of kept(form).filter((one) => one.name === name)) {
      if (["checkbox", "radio"].includes(field.type)) field.checked ||= field.value === value;
      else if (!field.value) field.value = value;
    }
  }
}

export function keepDrafts(root) {
  root.querySelectorAll("[data-autosave-done]").forEach((mark) => {
    sessionStorage.removeItem(PREFIX + mark.dataset.autosaveDone);
  });
  root.querySelectorAll("form[data-autosave]").forEach((form) => {
    if (form.dataset.keeping) return;
    form.dataset.keeping = "1";
    restore(form);
    form.addEventListener("input", () => save(form));
  });
}
