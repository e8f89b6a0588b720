// Before the first paint, so that a dark screen does not flash white.
try {
  const theme = localStorage.getItem("hotline.theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
} catch {
  // Storage may be forbidden: the system's wish applies.
}

// What the screens are made with calls it, and browsers before Chrome 85 do not have it.
if (!String.prototype.replaceAll) {
  Object.defineProperty(String.prototype, "replaceAll", {
    configurable: true,
    writable: true,
    value: function (what, by) {
      return what instanceof RegExp ? this.replace(what, by) : this.split(what).join(by);
    },
  });
}
