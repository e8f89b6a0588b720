// Before the first paint, so that a dark screen does not flash white.
try {
  const theme = localStorage.getItem("hotline.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden: the system's wish applies.
}
