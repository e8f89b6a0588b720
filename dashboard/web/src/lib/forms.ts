/** Lets Ctrl+Enter (⌘ Enter) send a form from any of its fields. */
export function sendsOnCtrlEnter(form: HTMLFormElement): () => void {
  const press = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit();
  };
  form.addEventListener("keydown", press);
  return () => form.removeEventListener("keydown", press);
}

/** Puts the focus into the first field that has to be corrected. */
export function focusWrong(form: HTMLFormElement): void {
  queueMicrotask(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
}
