/** Brings the chosen row of a list into sight, also when it was chosen by a key; focus follows only from within the list. */
export function reveal(list: HTMLElement, row: HTMLElement | null): void {
  if (row === null) return;
  row.scrollIntoView({ block: "nearest" });
  // It is in sight: scrolling once more for the focus would lay the page out a second time.
  if (document.activeElement === document.body || list.contains(document.activeElement)) row.focus({ preventScroll: true });
}
