// Keeps relative times and clock chips true while a page stays open.
import { say } from "./words.js";

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86400;

/** A length in at most two units; the same steps as moments.spoken_span on the server. */
export function spokenSpan(seconds) {
  const whole = Math.floor(Math.abs(seconds));
  const days = Math.floor(whole / DAY);
  const hours = Math.floor((whole % DAY) / HOUR);
  const minutes = Math.floor((whole % HOUR) / MINUTE);
  if (days) return say("d", { n: days }) + (days < 3 && hours ? " " + say("h", { n: hours }) : "");
  if (hours) return say("h", { n: hours }) + (hours < 6 && minutes ? " " + say("min", { n: minutes }) : "");
  return say("min", { n: Math.max(minutes, 1) });
}

function refreshChip(chip, now) {
  const due = Date.parse(chip.dataset.due);
  const start = Date.parse(chip.dataset.start);
  const left = (due - now) / 1000;
  const words = chip.querySelector(".words");
  const share = start < due ? Math.min(Math.max((now - start) / (due - start), 0), 1) : null;
  const bar = chip.querySelector("progress");
  if (bar && share !== null) bar.value = Math.round(share * 100);
  if (left < 0) {
    chip.classList.remove("tone-blue", "tone-amber");
    chip.classList.add("tone-red");
    words.textContent = say("overdue", { span: spokenSpan(left) });
    return;
  }
  const soon = share === null ? left <= 4 * HOUR : 1 - share <= 0.25;
  chip.classList.toggle("tone-amber", soon);
  chip.classList.toggle("tone-blue", !soon);
  // The day before the dot may change its word only over midnight: the server says it anew with the next page.
  if (chip.dataset.short !== undefined) {
    words.textContent = say("left", { span: spokenSpan(left) });
    return;
  }
  const day = words.textContent.split(" · ")[0];
  words.textContent = `${day} · ${say("left", { span: spokenSpan(left) })}`;
}

function refreshAgo(time, now) {
  const passed = (now - Date.parse(time.dateTime)) / 1000;
  if (Math.abs(passed) < MINUTE) time.textContent = say("now");
  else time.textContent = say(passed > 0 ? "ago" : "in", { span: spokenSpan(passed) });
}

export function keepTimesFresh() {
  const refresh = () => {
    if (document.hidden) return;
    const now = Date.now();
    document.querySelectorAll(".clock[data-due]").forEach((chip) => refreshChip(chip, now));
    document.querySelectorAll("time[data-ago]").forEach((time) => refreshAgo(time, now));
  };
  setInterval(refresh, 30_000);
  document.addEventListener("visibilitychange", refresh);
}
