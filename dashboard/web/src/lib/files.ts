/** What the server takes; it looks at the bytes, this list only serves the file chooser. */
export const accept = "image/jpeg,image/png,image/webp,image/heic,image/gif,application/pdf,video/mp4,audio/ogg";

/** The largest upload that the server takes, bytes. */
export const largest = 20 * 1024 * 1024;

/** Whether a browser shows it as a picture (it cannot show HEIC). */
export function isPicture(contentType: string): boolean {
  return /^image\/(jpeg|png|webp|gif)$/.test(contentType);
}

/** A size for people: 1 МБ is 1024 КБ, as file managers count. */
export function sizeOf(bytes: number, lang: string): string {
  const unit = bytes >= 1024 * 1024 ? "megabyte" : bytes >= 1024 ? "kilobyte" : "byte";
  const by = unit === "megabyte" ? 1024 * 1024 : unit === "kilobyte" ? 1024 : 1;
  return new Intl.NumberFormat(lang, { style: "unit", unit, maximumFractionDigits: 1 }).format(bytes / by);
}
