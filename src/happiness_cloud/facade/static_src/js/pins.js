// Pins that would touch on the screen are drawn as one: a finger needs 24 px to itself (WCAG 2.2, target size).
const CLEAR = 2;
const TRIES = 12;

// The diameter in px of a pin that stands for `count` matters; never less than a finger needs.
export function sizeOf(count) {
  return count > 1 ? Math.min(28 + Math.log10(count) * 12, 60) : 24;
}

function touch(one, other) {
  const reach = (sizeOf(one.count) + sizeOf(other.count)) / 2 + CLEAR;
  return Math.abs(one.x - other.x) < reach && Math.abs(one.y - other.y) < reach;
}

function joined(one, other) {
  const count = one.count + other.count;
  return {
    // In the middle of all, so that the pin lies where the matters lie.
    x: (one.x * one.count + other.x * other.count) / count,
    y: (one.y * one.count + other.y * other.count) / count,
    count,
    tone: [one.tone, other.tone].includes("red") ? "red" : "blue",
    members: [...one.members, ...other.members],
  };
}

function once(spots) {
  const kept = [];
  for (const spot of spots.sort((a, b) => b.count - a.count)) {
    const near = kept.findIndex((one) => touch(one, spot));
    if (near < 0) kept.push(spot);
    else kept[near] = joined(kept[near], spot);
  }
  return kept;
}

// Spots ({x, y} in px, count, tone, members) joined until none touches another.
export function apart(spots) {
  let found = spots;
  for (let turn = 0; turn < TRIES; turn += 1) {
    const before = found.length;
    found = once(found);
    if (found.length === before) break;
  }
  return found;
}

// Spots moved out from under `box` ({left, top, right, bottom} in px: the buttons of the map), to its right.
export function beside(spots, box) {
  return spots.map((spot) => {
    const half = sizeOf(spot.count) / 2 + CLEAR;
    const under = spot.x + half > box.left && spot.x - half < box.right && spot.y + half > box.top && spot.y - half < box.bottom;
    return under ? { ...spot, x: box.right + half } : spot;
  });
}
