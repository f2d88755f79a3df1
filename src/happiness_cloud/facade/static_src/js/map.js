// Maps from our own layers. Loaded only when a page carries [data-map]; the fallback inside stays for readers without it.
//   data-areas="/…geojson"     polygons; properties: name, tone, here, url
//   data-pins="/…geojson"      points, asked again for ?bbox=west,south,east,north&zoom=z after each move;
//                              properties: title, url, tone, and for a heap count and members [{title, url}]; what would touch is joined
//   data-pick="lon,lat"        names of the inputs (in the same form) that take the chosen place, WGS84
//   data-centre="114.3,30.6" data-zoom="15" data-tiles="https://…" data-attribution="…"
import { DivIcon, GeoJSON, LatLng, LayerGroup, Map as LeafletMap, Marker, TileLayer } from "leaflet/dist/leaflet-src.esm.js";
import { apart, beside, sizeOf } from "./pins.js";
import { say } from "./words.js";

const still = matchMedia("(prefers-reduced-motion: reduce)").matches;

export function openMap(box) {
  box.replaceChildren();
  box.classList.add("live");
  const [lon, lat] = (box.dataset.centre ?? "114.3,30.6").split(",").map(Number);
  const map = new LeafletMap(box, { attributionControl: Boolean(box.dataset.tiles), zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still });
  map.setView([lat, lon], Number(box.dataset.zoom ?? 14));
  if (box.dataset.tiles) new TileLayer(box.dataset.tiles, { attribution: box.dataset.attribution ?? "" }).addTo(map);
  if (box.dataset.areas) showAreas(map, box);
  if (box.dataset.pins) showPins(map, box);
  if (box.dataset.pick) wirePick(map, box);
  box.dispatchEvent(new CustomEvent("facade:map", { detail: { map }, bubbles: true }));
}

async function load(address) {
  const answer = await fetch(address, { headers: { Accept: "application/geo+json, application/json" } });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

function complain(box) {
  if (box.nextElementSibling?.matches("[data-map-down]")) return;
  const words = document.createElement("p");
  words.className = "small soft";
  words.dataset.mapDown = "";
  words.setAttribute("role", "status");
  words.textContent = say("mapDown");
  box.after(words);
}

async function showAreas(map, box) {
  try {
    const layer = new GeoJSON(await load(box.dataset.areas), {
      // className sets the look by the style sheet: the content policy forbids style attributes in markup.
      style: (feature) => ({
        className: ["area", feature.properties.here ? "here" : "", feature.properties.tone ? `tone-${feature.properties.tone}` : ""].join(" ").trim(),
        color: null, fillColor: null, weight: null, opacity: null, fillOpacity: null,
      }),
      onEachFeature: (feature, shape) => {
        if (feature.properties.name) shape.bindTooltip(text(feature.properties.name), { className: "name", direction: "center", sticky: true });
        if (feature.properties.url && !box.dataset.pick) shape.on("click", () => location.assign(feature.properties.url));
      },
    }).addTo(map);
    layer.bringToBack();
    if (!box.dataset.centre && layer.getLayers().length) map.fitBounds(layer.getBounds(), { padding: [12, 12], animate: false });
  } catch {
    complain(box);
  }
}

function text(words) {
  const span = document.createElement("span");
  span.textContent = words;
  return span;
}

// Closer than this a click on a heap no longer takes apart what lies in one spot: it lists it.
const NEAREST = 18;

function pin(spot, where) {
  const { count, tone, members } = spot;
  const [{ title }] = members;
  const size = sizeOf(count);
  const icon = new DivIcon({
    className: `pinpoint tone-${tone}${count > 1 ? " many" : ""}`, iconSize: [size, size], html: count > 1 ? text(String(count)) : "",
  });
  const words = count > 1 ? say("many", { n: count }) : title;
  const marker = new Marker(where, { icon, title: words, alt: words, keyboard: true });
  const links = members.filter((one) => one.url);
  // Only when every one of them can be told by name: from afar the server tells no names of a heap.
  if (links.length === count) marker.linked = listed(links);
  if (count <= 1 && marker.linked) marker.bindPopup(marker.linked, { maxHeight: 260 });
  return marker;
}

function listed(links) {
  const box = document.createElement("div");
  for (const { url, title } of links) {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = title || say("show");
    const line = document.createElement("p");
    line.append(link);
    box.append(line);
  }
  return box;
}

// What lies where on the screen, joined so that no two pins touch and none lies under the buttons.
function spots(map, features) {
  const found = features.map(({ geometry, properties }) => {
    const [lon, lat] = geometry.coordinates;
    const { x, y } = map.latLngToContainerPoint([lat, lon]);
    const { count = 1, tone = "blue", members = [] } = properties;
    return { x, y, count, tone, members: members.length ? members : [properties] };
  });
  const buttons = map.getContainer().querySelector(".leaflet-control-zoom");
  if (!buttons) return apart(found);
  const frame = map.getContainer().getBoundingClientRect();
  const { left, top, right, bottom } = buttons.getBoundingClientRect();
  const box = { left: left - frame.left, top: top - frame.top, right: right - frame.left, bottom: bottom - frame.top };
  // A heap may have grown into the buttons, and what was moved aside may touch another.
  return apart(beside(apart(beside(apart(found), box)), box));
}

function showPins(map, box) {
  const layer = new LayerGroup().addTo(map);
  let turn = 0;
  const refresh = async () => {
    const mine = ++turn;
    const address = new URL(box.dataset.pins, location.href);
    address.searchParams.set("bbox", map.getBounds().toBBoxString());
    address.searchParams.set("zoom", map.getZoom());
    try {
      const found = await load(address);
      // A slower, older answer must not overwrite a newer one.
      if (mine !== turn) return;
      layer.clearLayers();
      for (const spot of spots(map, found.features)) {
        const where = map.containerPointToLatLng([spot.x, spot.y]);
        const marker = pin(spot, where).addTo(layer);
        if (spot.count > 1) marker.on("click", () => open(map, marker, where));
      }
      box.dataset.shown = String(mine);
    } catch {
      complain(box);
    }
  };
  let wait;
  map.on("moveend", () => { clearTimeout(wait); wait = setTimeout(refresh, 150); });
  refresh();
}

function open(map, marker, where) {
  if (map.getZoom() < NEAREST || !marker.linked) map.setView(where, map.getZoom() + 2, { animate: !still });
  else marker.unbindPopup().bindPopup(marker.linked, { maxHeight: 260 }).openPopup();
}

function wirePick(map, box) {
  const form = box.closest("form") ?? document;
  const [lonInput, latInput] = box.dataset.pick.split(",").map((name) => form.querySelector(`[name="${name}"]`));
  const tools = box.parentElement;
  const words = tools.querySelector("[data-located]");
  let marker;
  const choose = (where) => {
    const icon = new DivIcon({ className: "", iconSize: [32, 32], iconAnchor: [16, 39], html: Object.assign(document.createElement("div"), { className: "pinpoint picked" }) });
    marker ??= new Marker(where, { draggable: true, icon, keyboard: true })
      .on("dragend", () => choose(marker.getLatLng()))
      .addTo(map);
    marker.setLatLng(where);
    lonInput.value = where.lng.toFixed(6);
    latInput.value = where.lat.toFixed(6);
    for (const input of [lonInput, latInput]) input.dispatchEvent(new Event("change", { bubbles: true }));
    if (words) words.textContent = say("located");
  };
  map.on("click", (event) => choose(event.latlng));
  if (latInput.value && lonInput.value) {
    choose(new LatLng(Number(latInput.value), Number(lonInput.value)));
    map.setView(marker.getLatLng());
  }
  const button = tools.querySelector("[data-locate]");
  if (!button || !navigator.geolocation) return;
  button.hidden = false;
  button.addEventListener("click", () => {
    if (words) words.textContent = say("locating");
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const where = new LatLng(coords.latitude, coords.longitude);
        map.setView(where, Math.max(map.getZoom(), 17), { animate: !still });
        choose(where);
      },
      () => { if (words) words.textContent = say("notLocated"); },
      { enableHighAccuracy: true, timeout: 10_000, maximumAge: 30_000 },
    );
  });
}
