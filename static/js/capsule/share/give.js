/* Out of the phone by its own sheet; where there is none, as a download or a copy. Nothing goes by itself. */

/** "shared", "closed" (the person changed their mind) or "no" (there is no sheet that takes it). */
export async function offer(what) {
  if (!navigator.share || (what.files && !navigator.canShare?.(what))) return "no";
  try {
    await navigator.share(what);
    return "shared";
  } catch (problem) {
    return problem?.name === "AbortError" ? "closed" : "no";
  }
}

export function download(file) {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  [link.href, link.download] = [url, file.name];
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Whether the words lie in the clipboard now. */
export const copied = (text) =>
  (navigator.clipboard?.writeText(text) ?? Promise.reject(new Error("no clipboard"))).then(() => true, () => false);
