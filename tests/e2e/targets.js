// What a thumb can hit: at least 48x48 px, 8 px apart. Links inside a sentence are text (WCAG 2.5.8 leaves them out).
() => {
  const LEAST = 47.5, APART = 7.5; // half a pixel of rounding
  const ONE_CONTROL = ".seg, .tabs"; // LOOK.md draws the switch and the tab bar as one control whose parts share an edge: a slip hits a neighbour of the same kind and size, and is undone by the next tap
  const ROWS = "li, tr, .answers > div"; // rows of a list share an edge too, each at least 48 px high
  const isShown = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getBoundingClientRect().width > 0 && !e.closest("[inert], [hidden]");
  const dialog = document.querySelector("dialog[open]");
  const isInText = (e) => getComputedStyle(e).display.startsWith("inline") && e.matches("a, .inline-link") && !e.matches(".btn, .icon-btn, .link-btn") &&
    [...e.parentNode.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent.trim());
  const label = (e) => (e.matches("input:is([type=radio], [type=checkbox], [type=file])") && e.labels?.[0]) || e.closest(".pin-box") || e;
  const asked = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  const all = [...new Set([...(dialog ?? document).querySelectorAll(asked)].filter((e) => isShown(e) && !isInText(e)).map(label))];
  const named = (e) => `${e.tagName.toLowerCase()}.${e.className} "${(e.getAttribute("aria-label") ?? e.textContent).trim().replace(/\s+/g, " ").slice(0, 30)}"`;
  const box = new Map(all.map((e) => [e, e.getBoundingClientRect()]));
  const small = all.filter((e) => box.get(e).width < LEAST || box.get(e).height < LEAST)
    .map((e) => `small: ${named(e)} ${Math.round(box.get(e).width)}x${Math.round(box.get(e).height)}`);
  const bar = (e) => e.closest(".thumb, .topbar, .toast"); // lies over the page: what is below scrolls away
  const close = all.flatMap((one, i) => all.slice(i + 1).filter((other) => {
    const [a, b] = [box.get(one), box.get(other)];
    if (bar(one) !== bar(other) || one.contains(other) || other.contains(one)) return false;
    if (one.closest(ONE_CONTROL) && one.closest(ONE_CONTROL) === other.closest(ONE_CONTROL)) return false;
    const [row, next] = [one.closest(ROWS), other.closest(ROWS)];
    if (row && next && row !== next && row.parentNode === next.parentNode) return false;
    const across = Math.max(a.left, b.left) - Math.min(a.right, b.right), down = Math.max(a.top, b.top) - Math.min(a.bottom, b.bottom);
    return Math.max(across, down) < APART;
  }).map((other) => `close: ${named(one)} | ${named(other)}`));
  return [...small, ...close];
}
