// Before the first paint, so that a dark desk does not flash white.
try {
  const theme = localStorage.getItem("hotline.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden: the system's wish applies.
}

// What the console asks for first is under way while its script is still being read: who is there, the
// names of things, and the head of the queue where that is shown.
{
  const known = ["uk", "en", "pl"];
  let lang;
  try {
    lang = localStorage.getItem("hotline.lang");
  } catch {
    // As above: the browser's own languages apply.
  }
  // The server answers in the chosen language, else in the account's.
  const headers = known.includes(lang) ? { "Accept-Language": lang } : {};
  if (!known.includes(lang)) lang = navigator.languages.map((l) => l.slice(0, 2)).find((l) => known.includes(l)) ?? "uk";
  window.hotlineAhead = {};
  const ahead = ["/api/me", `/api/catalogue?lang=${lang}`];
  if (/^\/queue\b/.test(location.pathname)) ahead.push("/api/queue?limit=24");
  for (const path of ahead) {
    window.hotlineAhead[path] = fetch(path, { headers });
    window.hotlineAhead[path].catch(() => {}); // whoever takes the answer hears of it
  }
}
