/** Asks the server while somebody types: after a pause, once for who types fast, and what is asked anew gives up what was asked before. */
export function asking() {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let under: AbortController | undefined;
  const stop = () => {
    clearTimeout(timer);
    under?.abort();
  };
  return {
    stop,
    /** Asks after so many milliseconds, unless something else is asked or it is stopped before. */
    later(wait: number, ask: (signal: AbortSignal) => void) {
      stop();
      timer = setTimeout(() => ask((under = new AbortController()).signal), wait);
    },
  };
}
