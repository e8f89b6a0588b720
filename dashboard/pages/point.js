// The point: the browser may say where it is, or it is shown on a map, which comes when it is asked for. What was chosen is
// told in words and can be taken back; without a point the address counts.
"use strict";
(() => {
  const form = document.getElementById("report");
  const box = document.getElementById("point");
  if (!form || !box) return;
  const say = box.dataset;
  const { lat, lon } = form.elements;
  const [told, remove, around, ground, toggle, locate, done] =
    ["located", "unpoint", "around", "map", "show-map", "locate", "map-done"].map((id) => document.getElementById(id));
  const PAUSE = 400; // between moves and a question, milliseconds
  const NEAR = 400; // from how far on a street is no address any more, metres
  const OFFERED = 3; // streets
  let map, timer, turn = 0;

  box.hidden = false;
  show();
  remove.addEventListener("click", () => {
    lat.value = lon.value = "";
    changed();
    told.textContent = say.removed;
    map?.clear();
    (toggle ?? locate).focus();
  });
  if (navigator.geolocation) {
    locate.hidden = false;
    locate.addEventListener("click", measure);
  }
  if (toggle) {
    toggle.addEventListener("click", () => (ground.hidden ? open() : close()));
    done.addEventListener("click", close);
  }

  function chosen() {
    return lat.value && lon.value ? { lat: Number(lat.value), lon: Number(lon.value) } : undefined;
  }

  function choose(at, words) {
    lat.value = at.lat.toFixed(6);
    lon.value = at.lon.toFixed(6);
    changed(words);
  }

  function changed(words) {
    show(words);
    form.dispatchEvent(new Event("input")); // for the draft
  }

  /** Tells what is chosen, and after a pause which streets are there. */
  function show(words) {
    const at = chosen();
    remove.hidden = !at;
    around.replaceChildren();
    told.textContent = at ? words ?? say.chosen.replace("{lat}", at.lat.toFixed(5)).replace("{lon}", at.lon.toFixed(5)) : "";
    clearTimeout(timer);
    turn++;
    if (at) timer = setTimeout(() => offer(at), PAUSE);
  }

  async function offer(at) {
    const mine = ++turn;
    const near = (await streets(at, OFFERED)).filter((s) => s.metres <= NEAR);
    if (mine !== turn) return; // another place since
    if (near.length > 0) around.append(say.near);
    around.append(...near.map((street) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "drop";
      button.textContent = street.address;
      button.setAttribute("aria-label", say.street.replace("{street}", street.address));
      button.addEventListener("click", () => document.getElementById("place").dispatchEvent(new CustomEvent("street", { detail: street })));
      return button;
    }));
  }

  /** So many streets around a place, the nearest first; none when they cannot be had. */
  async function streets(at, n) {
    try {
      const answer = await fetch(`/report/streets/near?lang=${say.lang}&lat=${at.lat}&lon=${at.lon}&n=${n}`);
      return answer.ok ? (await answer.json()).streets : [];
    } catch { return []; }
  }

  function measure() {
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      const at = { lat: coords.latitude, lon: coords.longitude };
      choose(at, say.found.replace("{metres}", Math.round(coords.accuracy)));
      map?.show(at);
    }, () => { told.textContent = say.denied; }, { enableHighAccuracy: true, timeout: 15000 });
  }

  async function open() {
    toggle.disabled = true;
    try {
      const [{ openMap }] = await Promise.all([import(ground.dataset.script), ...ground.dataset.styles.split(" ").map(styled)]);
      ground.hidden = done.hidden = false;
      toggle.setAttribute("aria-expanded", "true");
      map ??= openMap(ground.querySelector(".ground"), { texts: ground.dataset, at: chosen(), choose, streets, done: close });
      map.look(chosen());
    } catch {
      told.textContent = say.failed;
    }
    toggle.disabled = false;
  }

  function close() {
    ground.hidden = done.hidden = true;
    toggle.setAttribute("aria-expanded", "false");
    toggle.focus();
  }

  /** A style sheet of the map's, there before the map is. */
  function styled(href) {
    if (document.querySelector(`link[href="${href}"]`)) return undefined;
    return new Promise((done, fail) => {
      const link = document.createElement("link");
      Object.assign(link, { rel: "stylesheet", href, onload: done, onerror: () => { link.remove(); fail(new Error(href)); } });
      document.head.append(link);
    });
  }
})();
