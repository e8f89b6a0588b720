/**
 * The map of the public form, on which a citizen shows the place with one mark. The page's own script (pages/point.js) loads
 * it on demand and keeps what was chosen; it comes from the server's page, so nothing of the consoles is in it.
 */
import L from "leaflet";
import "leaflet/dist/leaflet.css";
import "./pointMap.css";
import { apart, type Label } from "./labels";

export interface Point {
  lat: number;
  lon: number;
}

export interface Street {
  code: string;
  name: string;
  point?: Point;
}

export interface Options {
  /** What the page says: where the city is, where pictures come from, and words. */
  texts: Record<"lat" | "lon" | "zoom" | "tiles" | "title" | "mark" | "in" | "out" | "attribution", string>;
  /** What is chosen already. */
  at: Point | undefined;
  choose(at: Point): void;
  /** So many streets around a place. */
  streets(at: Point, n: number): Promise<Street[]>;
  /** Somebody is content with where the mark stands. */
  done(): void;
}

export interface PointMap {
  /** Moves the mark to what was found otherwise. */
  show(at: Point): void;
  /** What was chosen has been taken back. */
  clear(): void;
  /** The map is to be seen again. */
  look(at: Point | undefined): void;
}

/** How near one looks at a place, in levels of tiles. */
const close = 17;
/** How many streets are asked for: most give way to one another. */
const names = 300;
/** From here out a city is too small for the names of its streets. */
const farthestNames = 12;
/** How far a key moves the mark, pixels. */
const step = 8;
const stride = 48;
/** How long the mark has to rest before a place is chosen by keys, milliseconds. */
const rest = 250;
/** How near to the edge the mark may come, pixels. */
const margin: L.PointExpression = [48, 64];

const pin =
  '<svg viewBox="0 0 32 42" width="32" height="42" aria-hidden="true"><path d="M16 41C10 31 2 25 2 16a14 14 0 0 1 28 0c0 9-8 15-14 25z"/><circle cx="16" cy="16" r="5"/></svg>';

const arrows: Record<string, readonly [number, number]> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

const latLng = (at: Point): L.LatLngExpression => [at.lat, at.lon];
const pointOf = ({ lat, lng }: L.LatLng): Point => ({ lat, lon: lng });

export function openMap(node: HTMLElement, o: Options): PointMap {
  const { texts } = o;
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  node.setAttribute("role", "application");
  node.setAttribute("aria-label", texts.title);
  const map = L.map(node, {
    keyboard: false, // the mark is what keys move
    dragging: !matchMedia("(pointer: coarse)").matches, // one finger scrolls the page, two move the map
    scrollWheelZoom: false, // until somebody works here: see below
    zoomControl: false,
    fadeAnimation: !still,
    zoomAnimation: !still,
    markerZoomAnimation: !still,
    maxZoom: 19,
    maxBoundsViscosity: 1,
  });
  L.control.zoom({ zoomInTitle: texts.in, zoomOutTitle: texts.out, position: "topright" }).addTo(map);
  L.control.scale({ imperial: false }).addTo(map);
  map.attributionControl.setPrefix(false);
  const city: Point = { lat: Number(texts.lat), lon: Number(texts.lon) };
  map.setView(latLng(o.at ?? city), o.at ? close : Number(texts.zoom), { animate: false });
  if (texts.tiles) L.tileLayer(texts.tiles, { maxZoom: 19, attribution: texts.attribution }).addTo(map);
  else nameStreets(map, o.streets);

  const icon = L.divIcon({ className: "pin", html: pin, iconSize: [32, 42], iconAnchor: [16, 41] });
  const mark = L.marker(map.getCenter(), { icon, draggable: true, zIndexOffset: 10_000, autoPan: true, autoPanPadding: margin }).addTo(map);
  const element = mark.getElement();
  element?.setAttribute("aria-label", texts.mark);
  element?.setAttribute("aria-describedby", "map-hint located");
  element?.classList.toggle("chosen", o.at !== undefined);

  function place(at: L.LatLng): void {
    mark.setLatLng(at);
    element?.classList.add("chosen");
    o.choose(pointOf(at));
  }

  let resting: ReturnType<typeof setTimeout> | undefined;
  function settle(): void {
    clearTimeout(resting);
    place(mark.getLatLng());
  }
  element?.addEventListener("keydown", (e) => {
    const way = arrows[e.key];
    if (way) {
      const by = e.shiftKey ? stride : step;
      const spot = map.latLngToContainerPoint(mark.getLatLng()).add([way[0] * by, way[1] * by]);
      mark.setLatLng(map.containerPointToLatLng(spot));
      map.panInside(mark.getLatLng(), { padding: margin, animate: false });
      clearTimeout(resting);
      resting = setTimeout(settle, rest);
    } else if (e.key === "+" || e.key === "=" || e.key === "-") {
      map.setZoomAround(mark.getLatLng(), map.getZoom() + (e.key === "-" ? -1 : 1), { animate: !still });
    } else if (e.key === "Enter") {
      settle();
      o.done();
    } else return;
    e.preventDefault();
    e.stopPropagation();
  });
  mark.on("dragend", settle);
  map.on("click", (e) => {
    if (e.originalEvent instanceof KeyboardEvent) return; // Enter on the mark
    place(e.latlng);
    map.scrollWheelZoom.enable(); // whoever pointed here works here, until the pointer leaves
  });
  node.addEventListener("mouseleave", () => map.scrollWheelZoom.disable());

  return {
    show(at) {
      map.setView(latLng(at), Math.max(map.getZoom(), close), { animate: false });
      mark.setLatLng(latLng(at));
      element?.classList.add("chosen");
    },
    clear() {
      element?.classList.remove("chosen");
    },
    look(at) {
      map.invalidateSize({ animate: false });
      if (at) mark.setLatLng(latLng(at));
      map.panInside(mark.getLatLng(), { padding: margin, animate: false });
      element?.focus({ preventScroll: true });
      node.parentElement?.scrollIntoView({ block: "nearest" });
    },
  };
}

/** Writes the names of streets onto the plain ground, so that it can be read without pictures. */
function nameStreets(map: L.Map, streets: Options["streets"]): void {
  const written = L.layerGroup().addTo(map);
  let turn = 0;
  async function draw(): Promise<void> {
    const mine = ++turn;
    const list = map.getZoom() < farthestNames ? [] : await streets(pointOf(map.getCenter()), names);
    if (mine !== turn) return; // moved on
    written.clearLayers();
    // In an order that does not hang on where the map stands: moved a little, it keeps its names.
    list.sort((a, b) => (a.code < b.code ? -1 : 1));
    const labels = list.flatMap(({ name, point }): (Label & { at: Point })[] => {
      if (!point) return [];
      const { x, y } = map.latLngToContainerPoint(latLng(point));
      return [{ x, y, text: name, at: point }];
    });
    for (const label of apart(labels)) {
      const html = document.createElement("span");
      html.textContent = label.text;
      L.marker(latLng(label.at), {
        icon: L.divIcon({ className: "street", html, iconSize: [0, 0] }),
        interactive: false,
        keyboard: false,
      }).addTo(written);
    }
  }
  let soon: ReturnType<typeof setTimeout> | undefined;
  map.on("moveend", () => {
    clearTimeout(soon);
    soon = setTimeout(() => void draw(), rest);
  });
  void draw();
}
