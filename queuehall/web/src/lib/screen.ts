/** Keeps the screen from going dark by itself while the page is seen; browsers that cannot are set to it by hand. */
export function stayAwake(): () => void {
  let lock: WakeLockSentinel | undefined;
  let ended = false;
  const ask = async () => {
    if (document.visibilityState !== "visible" || ended) return;
    try {
      lock = await navigator.wakeLock?.request("screen");
    } catch {
      // Not now: the battery is low, or it is not allowed. It is asked for again when the page is seen again.
    }
  };
  void ask();
  document.addEventListener("visibilitychange", ask);
  return () => {
    ended = true;
    document.removeEventListener("visibilitychange", ask);
    void lock?.release().catch(() => undefined);
  };
}

/** Fills the screen at the first touch, which browsers want for it. */
export function fillScreen(): () => void {
  const fill = () => {
    if (document.fullscreenElement === null) void document.documentElement.requestFullscreen?.({ navigationUI: "hide" }).catch(() => undefined);
  };
  document.addEventListener("pointerup", fill);
  return () => document.removeEventListener("pointerup", fill);
}

/** A screen that is touched, not read: nothing is selected, zoomed, scrolled by a swipe or opened by a long press. */
export function onlyTouch(): () => void {
  const refuse = (event: Event) => event.preventDefault();
  const pinch = (event: TouchEvent) => {
    if (event.touches.length > 1) event.preventDefault();
  };
  const wheel = (event: WheelEvent) => {
    if (event.ctrlKey) event.preventDefault();
  };
  document.documentElement.classList.add("touched");
  document.addEventListener("contextmenu", refuse);
  document.addEventListener("dragstart", refuse);
  document.addEventListener("touchmove", pinch, { passive: false });
  document.addEventListener("wheel", wheel, { passive: false });
  return () => {
    document.documentElement.classList.remove("touched");
    document.removeEventListener("contextmenu", refuse);
    document.removeEventListener("dragstart", refuse);
    document.removeEventListener("touchmove", pinch);
    document.removeEventListener("wheel", wheel);
  };
}
