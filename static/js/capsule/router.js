/* Addresses are hashes, so that a reload without internet lands on the same question. No personal data in them. */

const plain = (part) => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part; // cut on its way here
  }
};

/** `#/visita/ID/conversa?volta=1` → {name: "visita/conversa", id, rest, query}. */
export function parse(hash) {
  const [path, search = ""] = hash.replace(/^#\/?/, "").split("?");
  const parts = path.split("/").filter(Boolean).map(plain);
  const query = Object.fromEntries(new URLSearchParams(search));
  if (!parts.length) return { name: "hoje", id: "", rest: "", query };
  const [area, id = "", step = "", rest = ""] = parts;
  return { name: step ? `${area}/${step}` : area, id, rest, query };
}

export const visitHash = (id, step = "", back = false) => `#/visita/${id}${step && `/${step}`}${back ? "?volta=1" : ""}`;

/** `open(route)` is asked for the screen of each address. `go` leaves a way back to where one was; `replace` leaves none. */
export function createRouter(open) {
  const show = () => open(parse(location.hash));
  addEventListener("hashchange", show);
  return {
    show,
    go: (hash) => {
      if (location.hash === hash) show();
      else location.hash = hash;
    },
    replace: (hash) => {
      history.replaceState(null, "", hash);
      show();
    },
  };
}
