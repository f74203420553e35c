/* Out of the phone by its own sheet; where there is none, as a copy. Nothing goes by itself. */

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

/** Whether the words lie in the clipboard now. */
export const copied = (text) =>
  (navigator.clipboard?.writeText(text) ?? Promise.reject(new Error("no clipboard"))).then(() => true, () => false);
