/* Put into the page before anything else by phone.py: notes when headings are painted, what taps and keys cost. */
(() => {
  const seen = (window.benchSeen = {}); // heading → ms since the page began, when first painted
  const interactions = (window.benchInteractions = {}); // id → the longest of its events, in ms
  const keys = (window.benchKeys = []); // ms from each input to the next painted frame
  const vitals = (window.benchVitals = { lcp: 0, cls: 0 });
  const afterPaint = (note) => requestAnimationFrame(() => setTimeout(note));
  let waiting = null;

  /* Asked from outside once, instead of again and again: looking costs the page time. */
  const type = (digits) => {
    for (const key of digits) document.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  };

  const told = () => {
    const found = Object.keys(seen).find((text) => seen[text] && text.includes(waiting?.words));
    if (found) waiting.resolve(seen[found]);
  };
  window.benchUntil = (words) => new Promise((resolve) => {
    waiting = { words, resolve };
    told();
  });

  new MutationObserver(() => {
    const text = document.querySelector("#app h1")?.textContent.trim();
    if (!text || text in seen) return;
    seen[text] = null;
    afterPaint(() => {
      seen[text] = performance.now();
      if (window.benchPin && text === "Digite o seu PIN") type(window.benchPin); // as soon as it is asked for
      told();
    });
  }).observe(document, { childList: true, subtree: true, characterData: true });

  const observe = (type, note, options = {}) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true, ...options });
  observe("largest-contentful-paint", ({ startTime }) => (vitals.lcp = startTime));
  observe("layout-shift", ({ hadRecentInput, value }) => (vitals.cls += hadRecentInput ? 0 : value));
  observe("event", ({ interactionId: id, duration }) => {
    if (id) interactions[id] = Math.max(interactions[id] ?? 0, duration);
  }, { durationThreshold: 16 });

  addEventListener("input", ({ timeStamp, target }) => {
    if (target.type === "search") afterPaint(() => keys.push(performance.now() - timeStamp));
  }, true);

  /* From the tap on an answer until the screen says that it is saved. */
  const saves = (window.benchSaves = []);
  let tappedAt = 0;
  addEventListener("change", ({ timeStamp, target }) => {
    if (["radio", "checkbox"].includes(target.type)) tappedAt = timeStamp;
  }, true);
  new MutationObserver(() => {
    if (!tappedAt || document.documentElement.hasAttribute("data-saving")) return;
    saves.push(performance.now() - tappedAt);
    tappedAt = 0;
  }).observe(document, { attributeFilter: ["data-saving"], subtree: true });
})();
