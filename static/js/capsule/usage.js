/* Data used this month, as far as this page can see: what it sent, and what the browser says came in. Stays on the phone. */
import { isoDay } from "./format.js";

let sent = 0;
let received = 0;

const REQUEST_HEAD = 600; // cookies and headers of one request, roughly

export const noteSent = (bytes) => {
  sent += bytes + REQUEST_HEAD;
};

const monthOf = (at) => isoDay(at).slice(0, 7);

/** What was known, with `more` bytes in this month: a new month starts from nothing. */
export const added = (known, month, more) => ({ month, bytes: (known?.month === month ? known.bytes : 0) + more });

/** Write down what was used since the last time. */
export async function keepUsage(store, at = new Date()) {
  const more = sent + received;
  if (!more) return;
  sent = received = 0;
  await store.setMeta("used", added(await store.meta("used"), monthOf(at), more));
}

/** Bytes of this month, with those that are not written down yet. */
export async function usedThisMonth(store, at = new Date()) {
  return added(await store.meta("used"), monthOf(at), sent + received).bytes;
}

export function watchUsage(store) {
  const note = (list) => {
    for (const entry of list.getEntries()) received += entry.transferSize ?? 0;
  };
  for (const type of ["navigation", "resource"]) new PerformanceObserver(note).observe({ type, buffered: true });
  document.addEventListener("visibilitychange", () => document.hidden && keepUsage(store).catch(() => {}));
}
