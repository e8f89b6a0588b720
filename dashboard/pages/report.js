// What the form does better with a script: photos go ahead, smaller, and are seen; what was typed outlives a closed tab.
// Without it the form works all the same.
"use strict";

const form = document.getElementById("report");
const DRAFT = "hotline.report";
const SIDE = 2560; // as the server keeps it: what is larger would only travel longer
const say = form ? form.dataset : {};

if (document.getElementById("summary")) document.getElementById("summary").focus();
if (form) {
  const draft = keepDraft();
  const photos = sendAhead();
  const button = form.querySelector("button[type=submit]");
  const send = button.textContent;
  const ready = () => { button.disabled = false; button.textContent = send; };
  form.addEventListener("submit", (e) => {
    button.textContent = say.sending;
    // Not disabled at once: a disabled button would not send the form in every browser.
    setTimeout(() => { button.disabled = true; }, 0);
    const going = photos.going();
    if (!going) { draft.forget(); return; }
    // What is still on its way goes first. A report does not go without its photo unasked.
    e.preventDefault();
    going.then((all) => {
      ready();
      if (all) form.requestSubmit();
      else document.getElementById("photos").focus();
    });
  });
  // The page may come back from the history with its button as it was left.
  addEventListener("pageshow", ready);
}

/** What is kept of the form: what somebody typed or chose, the point among it. */
function typed() {
  const kept = (e) => e.name === "lat" || e.name === "lon" || !["hidden", "file", "submit", "button"].includes(e.type);
  return [...form.elements].filter((e) => e.name && kept(e) && e.name !== "website");
}

function keepDraft() {
  const first = !document.getElementById("summary");
  let draft = {};
  try { draft = JSON.parse(sessionStorage.getItem(DRAFT) || "{}"); } catch { /* another's */ }
  for (const e of first ? typed() : []) {
    const value = draft[e.type === "radio" ? `${e.name}=${e.value}` : e.name];
    if (value === undefined) continue;
    if (e.type === "checkbox" || e.type === "radio") e.checked = value;
    else if (e.name !== "answer") e.value = value;
  }
  const save = () => {
    const now = {};
    for (const e of typed()) {
      if (e.type === "radio") now[`${e.name}=${e.value}`] = e.checked;
      else now[e.name] = e.type === "checkbox" ? e.checked : e.value;
    }
    try { sessionStorage.setItem(DRAFT, JSON.stringify(now)); } catch { /* private mode */ }
  };
  if (!first) save(); // what came back wrong outlives a change of language
  let timer;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      save();
    }, 300);
  });
  // Whoever leaves before the pause is over has lost nothing either.
  addEventListener("pagehide", () => {
    if (timer !== undefined) save();
  });
  return {
    forget() {
      clearTimeout(timer);
      timer = undefined;
      try { sessionStorage.removeItem(DRAFT); } catch { /* private mode */ }
    },
  };
}

function sendAhead() {
  const input = document.getElementById("photo");
  const list = form.querySelector(".photos");
  const wrong = document.getElementById("photos-wrong");
  if (!input) return { going: () => null };
  let lost = 0;
  let going = Promise.resolve();
  input.addEventListener("change", () => {
    const files = [...input.files];
    input.value = "";
    wrong.textContent = "";
    for (const file of files) {
      if (list.children.length >= Number(say.limit)) { wrong.textContent = say.many; break; }
      const item = shown(file);
      going = going.then(() => send(file, item));
    }
  });
  for (const item of list.children) removable(item);

  return {
    /** When photos are still on their way: a promise that tells whether all of them arrived. */
    going() {
      if (!list.querySelector("[aria-busy]")) return null;
      const before = lost;
      return going.then(() => lost === before);
    },
  };

  function shown(file) {
    const item = document.createElement("li");
    const image = document.createElement("img");
    image.src = URL.createObjectURL(file);
    image.alt = file.name;
    image.onload = () => URL.revokeObjectURL(image.src);
    item.append(image);
    item.setAttribute("aria-busy", "true");
    list.append(item);
    return item;
  }

  async function send(file, item) {
    const body = new FormData();
    body.append("key", form.elements.key.value);
    try {
      body.append("photo", await smaller(file), file.name);
      const answer = await (await fetch(say.ahead, { method: "POST", body })).json();
      if (!answer.token) throw new Error(answer.problem);
      const kept = document.createElement("input");
      kept.type = "hidden";
      kept.name = "kept";
      kept.value = answer.token;
      item.append(kept);
      item.removeAttribute("aria-busy");
      removable(item);
    } catch (error) {
      item.remove();
      lost++;
      wrong.textContent = error instanceof TypeError || !error.message ? say.lost : error.message;
    }
  }

  function removable(item) {
    item.querySelector(".drop")?.remove();
    const button = document.createElement("button");
    button.type = "button";
    button.className = "drop";
    button.textContent = say.remove;
    button.setAttribute("aria-label", `${say.remove}: ${item.querySelector("img").alt}`);
    button.addEventListener("click", () => { item.remove(); input.focus(); });
    item.append(button);
  }
}

/** The photo at the size in which it is kept; the file itself where the browser cannot read it. */
async function smaller(file) {
  let picture;
  try { picture = await createImageBitmap(file, { imageOrientation: "from-image" }); } catch { return file; }
  const scale = SIDE / Math.max(picture.width, picture.height);
  if (scale >= 1) return file;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(picture.width * scale);
  canvas.height = Math.round(picture.height * scale);
  canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
  return (await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.88))) || file;
}
