/** A telephone number as people write it and as a telephone dials it. */
export interface Dialled {
  text: string;
  href: string;
}

/** Reads the numbers of an organisation: several are separated by a bar, as the classifier keeps them. */
export function phones(list: string | undefined): Dialled[] {
  return (list ?? "")
    .split("|")
    .map((text) => text.trim())
    .filter(Boolean)
    .map((text) => ({ text, href: `tel:${text.replace(/[^\d+]/g, "")}` }));
}
