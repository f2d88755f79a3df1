// Small comforts of the resident's and the grid worker's pages.

// Copying and sharing a link; the buttons stay hidden where the browser can do neither.
function shown(button, words) {
  const place = button.querySelector("span");
  const before = place.textContent;
  place.textContent = words;
  setTimeout(() => { place.textContent = before; }, 2500);
}

if (navigator.clipboard) {
  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.querySelector(button.dataset.copy);
      source.select();
      await navigator.clipboard.writeText(source.value);
      shown(button, button.dataset.copied);
    });
  });
}

if (navigator.share || navigator.clipboard) {
  document.querySelectorAll("[data-share]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const url = button.dataset.share;
      if (navigator.share) {
        await navigator.share({ title: document.title, url }).catch(() => {});
        return;
      }
      await navigator.clipboard.writeText(url);
      shown(button, button.dataset.copied);
    });
  });
}

// A pin that can be moved is a button, and a button has a name.
function nameThePin({ target }) {
  const map = (target.matches("[data-map]") ? target : target.form?.querySelector("[data-map]")) ?? document;
  map.querySelectorAll(".leaflet-marker-icon:not([title])").forEach((pin) => {
    pin.title = document.querySelector("[data-pin-words]")?.dataset.pinWords ?? "";
  });
}
document.addEventListener("facade:map", nameThePin);
document.addEventListener("change", nameThePin);
// A map that was drawn before this script was read has said so already.
document.querySelectorAll("[data-map]").forEach((map) => nameThePin({ target: map }));
