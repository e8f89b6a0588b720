// The place: streets are offered while an address is typed. What is typed counts as it is; nothing has to be chosen.
"use strict";
(() => {
  const form = document.getElementById("report");
  const input = document.getElementById("place");
  if (!form || !input || !form.dataset.streets) return;
  const { streets, streetsFound } = form.dataset;
  const district = document.getElementById("district");
  const PAUSE = 200; // between letters and a question, milliseconds
  const FEWEST = 3; // letters that are worth a question

  const list = document.createElement("ul");
  list.id = "place-list";
  list.className = "offers";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", form.querySelector("label[for=place]").textContent);
  list.hidden = true;
  const said = document.createElement("p");
  said.className = "heard";
  said.setAttribute("role", "status");
  input.after(list, said);
  for (const [name, value] of Object.entries({
    role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
  })) input.setAttribute(name, value);

  let asked, timer, chosen = -1;

  function close() {
    clearTimeout(timer);
    asked?.abort();
    list.hidden = true;
    list.replaceChildren();
    said.textContent = "";
    mark(-1);
    input.setAttribute("aria-expanded", "false");
  }

  function mark(n) {
    list.children[chosen]?.setAttribute("aria-selected", "false");
    chosen = n;
    const item = list.children[n];
    if (!item) { input.removeAttribute("aria-activedescendant"); return; }
    item.setAttribute("aria-selected", "true");
    item.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", item.id);
  }

  function take(street) {
    close();
    input.value = street.house ? street.address : `${street.address}, `; // the house is still to be typed
    if (district && street.district && [...district.options].some((o) => o.value === street.district)) district.value = street.district;
    form.dispatchEvent(new Event("input")); // for the draft
    input.focus();
  }

  function show(found) {
    list.replaceChildren(...found.map((street, n) => {
      const item = document.createElement("li");
      item.id = `place-${n}`;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      item.textContent = street.address;
      const more = [street.former, street.district_name].filter(Boolean).join(" · ");
      if (more) {
        const small = document.createElement("small");
        small.textContent = more;
        item.append(" ", small);
      }
      item.addEventListener("mousedown", (e) => e.preventDefault()); // the field keeps the focus
      item.addEventListener("click", () => take(street));
      item.street = street;
      return item;
    }));
    list.hidden = found.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = found.length ? streetsFound.replace("{count}", found.length) : "";
    mark(-1);
  }

  async function ask() {
    asked?.abort();
    const mine = asked = new AbortController();
    try {
      const answer = await fetch(`${streets}&q=${encodeURIComponent(input.value)}`, { signal: mine.signal });
      if (answer.ok) show((await answer.json()).streets);
    } catch { /* what is typed counts */ }
  }

  input.addEventListener("input", () => {
    close();
    if (input.value.trim().length >= FEWEST) timer = setTimeout(ask, PAUSE);
  });
  input.addEventListener("keydown", (e) => {
    if (list.hidden) return;
    const last = list.children.length - 1;
    if (e.key === "ArrowDown") mark(chosen < last ? chosen + 1 : 0);
    else if (e.key === "ArrowUp") mark(chosen > 0 ? chosen - 1 : last);
    else if (e.key === "Escape") close();
    else if (e.key === "Enter" && chosen >= 0) take(list.children[chosen].street);
    else return;
    e.preventDefault();
  });
  input.addEventListener("blur", close);
  input.addEventListener("street", (e) => take(e.detail)); // chosen elsewhere on the page
})();
