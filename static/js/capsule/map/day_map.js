/* The day drawn in our own shapes: doors and dots on the route line, and where the agent is. Streets lie under it only where
   the operator gave an address for tiles; without them, and without internet, everything else is the same. */
import { L } from "./leaflet.js";
import { spread } from "./spread.js";

const FRAME = { paddingTopLeft: [84, 32], paddingBottomRight: [100, 40] }; // free of the buttons
const CLOSEST = 18;
const PIN = 40; // pixels from pin to pin
const HALF = 24;
const ROUNDS = 3; // of fitting
const FEW = 20; // pins; more than these find no room side by side, however far the map is away

const pointOf = ({ business }) => (business.latitude == null ? null : [business.latitude, business.longitude]);
const shapeOf = (stop, next) => (stop.isDone ? "is-visited" : stop.skip ? "is-out" : stop.id === next?.id || stop.window ? "is-door" : "");
const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

function marker(stop, next, onPick) {
  const text = stop.isDone ? "✓" : stop.skip ? "–" : String(stop.position);
  const shape = L.divIcon({ className: `pin ${shapeOf(stop, next)}`, html: `<span>${text}</span>`, iconSize: [48, 48], iconAnchor: [24, 24] });
  const made = L.marker(pointOf(stop), { icon: shape, keyboard: true, riseOnHover: true, zIndexOffset: stop.id === next?.id ? 1000 : 0 });
  return made.on("click keypress", (event) => (event.type === "click" || event.originalEvent.key === "Enter") && onPick(stop.id));
}

/** Solid where we have been, dashed ahead; the first dash begins where the agent is. */
function lines({ done, pending, start }) {
  const walked = done.map(pointOf).filter(Boolean);
  const from = start.place ? [[start.place.latitude, start.place.longitude]] : walked.slice(-1);
  const ahead = [...from, ...pending.map(pointOf).filter(Boolean)].filter(([latitude]) => latitude != null);
  return [L.polyline(walked, { className: "line-walked", interactive: false }), L.polyline(ahead, { className: "line-ahead", interactive: false })];
}

const here = ({ latitude, longitude, accuracy_m: accuracy }) => [
  L.circle([latitude, longitude], { radius: accuracy ?? 0, className: "here-about", interactive: false }),
  L.marker([latitude, longitude], { icon: L.divIcon({ className: "here", iconSize: [22, 22] }), interactive: false, keyboard: false }),
];

function tiles(map) {
  const address = meta("tile-url");
  map.attributionControl?.setPrefix(false);
  if (address) L.tileLayer(address, { attribution: meta("tile-credit"), maxZoom: 19, keepBuffer: 1 }).addTo(map);
}

/** `element` must be on the page. Answers {show(day, place), pick(id), goTo(place), close()}. */
export function createMap(element, onPick) {
  const map = L.map(element, { zoomControl: false, attributionControl: Boolean(meta("tile-url")), zoomSnap: 0.25, maxZoom: 19, fadeAnimation: false, zoomAnimation: false });
  L.control.zoom({ position: "topright", zoomInTitle: "Aproximar", zoomOutTitle: "Afastar", zoomInText: "+", zoomOutText: "−" }).addTo(map);
  L.control.scale({ imperial: false, position: "bottomleft" }).addTo(map);
  const drawn = L.layerGroup();
  const markers = new Map();
  let picked = null;
  let stand = []; // where the pins are seen

  function show(day, place) {
    drawn.clearLayers();
    markers.clear();
    const stops = [...day.done, ...day.pending, ...day.skipped].filter(pointOf);
    const points = [...stops.map(pointOf), ...(place ? [[place.latitude, place.longitude]] : [])];
    const isFirst = !map._loaded;
    if (isFirst) {
      if (points.length) map.fitBounds(points, { ...FRAME, maxZoom: CLOSEST });
      else map.setView([-14.2, -51.9], 4);
      tiles(map);
      drawn.addTo(map);
    }
    for (const layer of [...lines(day), ...(place ? here(place) : [])]) drawn.addLayer(layer);
    for (const stop of stops) named(stop, marker(stop, day.next, onPick));
    partPins();
    if (isFirst && stops.length && stops.length <= FEW) fit(place ? [[place.latitude, place.longitude]] : []);
  }

  /** Pins that would lie on each other stand side by side, at every zoom. */
  function partPins() {
    const all = [...markers.values()];
    const places = all.map((made) => map.latLngToLayerPoint(made.getLatLng()));
    const moves = spread(places, PIN);
    all.forEach((made, i) => Object.assign(made.getElement().style, { marginLeft: `${moves[i].x - HALF}px`, marginTop: `${moves[i].y - HALF}px` }));
    stand = places.map((at, i) => map.layerPointToLatLng(at.add([moves[i].x, moves[i].y])));
  }

  /** Parted pins may stand under a button: the frame is for where they stand, which each zoom changes a little. */
  function fit(others) {
    for (let round = 0; round < ROUNDS; round += 1) map.fitBounds([...stand, ...others], { ...FRAME, maxZoom: CLOSEST, animate: false });
  }

  function named(stop, made) {
    drawn.addLayer(made);
    markers.set(stop.id, made);
    made.getElement().classList.toggle("is-picked", stop.id === picked);
    made.getElement().setAttribute("aria-label", `${stop.skip ? "Fora da rota" : `Parada ${stop.position}`}: ${stop.name}`);
  }

  function pick(id) {
    picked = id;
    for (const [key, made] of markers) made.getElement().classList.toggle("is-picked", key === id);
    const at = markers.get(id)?.getLatLng();
    if (at && !map.getBounds().pad(-0.1).contains(at)) map.panTo(at, { animate: false });
  }

  /** Where the agent is, with the door that was picked: one is of little use without the other. */
  function goTo({ latitude, longitude }) {
    const points = [[latitude, longitude], markers.get(picked)?.getLatLng()].filter(Boolean);
    map.fitBounds(points, { ...FRAME, maxZoom: CLOSEST, animate: false });
  }

  map.on("zoomend", partPins);
  return { show, pick, goTo, close: () => map.remove() };
}
