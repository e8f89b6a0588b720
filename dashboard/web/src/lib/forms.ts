/** Sends a form by its button, by Enter, and by Ctrl+Enter (⌘ Enter) from any of its fields. */
export function sends(submit: () => unknown): (form: HTMLFormElement) => () => void {
  return (form) => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      form.requestSubmit();
    };
    const sent = (event: SubmitEvent) => {
      event.preventDefault();
      submit();
    };
    form.addEventListener("keydown", press);
    form.addEventListener("submit", sent);
    return () => {
      form.removeEventListener("keydown", press);
      form.removeEventListener("submit", sent);
    };
  };
}

/** Puts the focus into the first field that has to be corrected. */
export function focusWrong(form: HTMLFormElement): void {
  queueMicrotask(() => form.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
}
