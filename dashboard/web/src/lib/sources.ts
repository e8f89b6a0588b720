import type { IconName } from "$ui/Icon.svelte";

const icons: Record<string, IconName> = {
  telegram: "bot",
  phone: "call",
  visit: "visit",
  web: "globe",
  email: "mail",
};

/** The picture of the way that a report came. */
export function sourceIcon(source: string): IconName {
  return icons[source] ?? "inbox";
}
