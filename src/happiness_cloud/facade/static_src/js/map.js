// Maps from our own layers. Loaded only when a page carries [data-map]; the fallback inside stays for readers without it.
//   data-areas="/…geojson"     polygons; properties: name, tone, here, url
//   data-pins="/…geojson"      points, asked again for ?bbox=west,south,east,north&zoom=z after each move;
//                              properties: title, url, tone, and count when a point stands for many
//   data-pick="lon,lat"        names of the inputs (in the same form) that take the chosen place, WGS84
//   data-centre="114.3,30.6" data-zoom="15" data-tiles="https://…" data-attribution="…"
import { DivIcon, GeoJSON, LatLng, LayerGroup, Map as LeafletMap, Marker, TileLayer } from "leaflet/dist/leaflet-src.esm.js";
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

function pin(feature, where) {
  const { title = "", url, tone = "blue", count = 1 } = feature.properties;
  const size = count > 1 ? Math.min(28 + Math.log10(count) * 12, 60) : 22;
  const icon = new DivIcon({
    className: `pinpoint tone-${tone}${count > 1 ? " many" : ""}`, iconSize: [size, size], html: count > 1 ? text(String(count)) : "",
  });
  const words = count > 1 ? say("many", { n: count }) : title;
  const marker = new Marker(where, { icon, title: words, alt: words, keyboard: true });
  if (url && count <= 1) {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = title || say("show");
    marker.bindPopup(link);
  }
  return marker;
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
      for (const feature of found.features) {
        const [x, y] = feature.geometry.coordinates;
        const marker = pin(feature, [y, x]).addTo(layer);
        if ((feature.properties.count ?? 1) > 1) marker.on("click", () => map.setView([y, x], map.getZoom() + 2, { animate: !still }));
      }
    } catch {
      complain(box);
    }
  };
  let wait;
  map.on("moveend", () => { clearTimeout(wait); wait = setTimeout(refresh, 150); });
  refresh();
}

function wirePick(map, box) {
  const form = box.closest("form") ?? document;
  const [lonInput, latInput] = box.dataset.pick.split(",").map((name) => form.querySelector(`[name="${name}"]`));
  const tools = box.parentElement;
  const words = tools.querySelector("[data-located]");
  let marker;
  const choose = (where) => {
    const icon = new DivIcon({ className: "", iconSize: [32, 32], iconAnchor: [16, 40], html: Object.assign(document.createElement("div"), { className: "pinpoint picked" }) });
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
