// Whoever has allowed it once is located as soon as the map stands: one tap less on each report.
document.addEventListener("facade:map", async ({ target }) => {
  const button = target.parentElement.querySelector("[data-locate]");
  if (!button || button.hidden || !navigator.permissions) return;
  const told = await navigator.permissions.query({ name: "geolocation" }).catch(() => null);
  if (told?.state === "granted") button.click();
});
