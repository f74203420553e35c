/* The phone locks itself when nobody touches it for a while, looked at or not. Half a minute before, it says so. */

const WARN_BEFORE = 30_000;
const SIGNS = ["pointerdown", "keydown", "input", "scroll"];
export const LOCK_AFTER = 5 * 60_000;
const ASKS = "trancada";

/** Will the next start ask for the PIN? Then the page shows that screen before the program is there (boot.js). */
export function notePin(lock) {
  const asks = lock === "open" || lock === "locked";
  if (asks === Boolean(localStorage.getItem(ASKS))) return;
  if (asks) localStorage.setItem(ASKS, "1");
  else localStorage.removeItem(ASKS);
}

/** `isOpen()`, `lock()`, `warn()`, and `limit()` in milliseconds. The clock counts, not the timers: a phone asleep has none. */
export function watchIdle({ isOpen, lock, warn, limit, now = Date.now }) {
  let touchedAt = now();
  let timer = null;
  let hasWarned = false;

  function check() {
    clearTimeout(timer);
    if (!isOpen()) return;
    const idle = now() - touchedAt;
    const left = limit() - idle;
    if (idle < 0) return touch(); // the clock went back
    if (left <= 0) return void lock();
    if (left <= WARN_BEFORE && !hasWarned) {
      hasWarned = true;
      warn();
    }
    timer = setTimeout(check, left > WARN_BEFORE ? left - WARN_BEFORE : left);
  }

  function touch() {
    touchedAt = now();
    hasWarned = false;
    check();
  }

  for (const sign of SIGNS) addEventListener(sign, () => isOpen() && touch(), { passive: true, capture: true });
  document.addEventListener("visibilitychange", () => !document.hidden && check());
  return touch; // the phone was just opened
}
