/* Putting the capsule on the home screen: kept for the good moment (a visit is safe), never in the middle of one. */

let offered = null;
const listeners = new Set();

/** At the very start: the browser says once that it could install us, and the offer is kept for later. */
export function watchInstall() {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offered = event;
    for (const listener of listeners) listener();
  });
  addEventListener("appinstalled", () => {
    offered = null;
    for (const listener of listeners) listener();
  });
}

export const onInstallChange = (listener) => listeners.add(listener);

const isInstalled = () => matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;
const isApple = () => /iPhone|iPad|iPod/.test(navigator.userAgent);

/** The browser would ask, if it were told to. */
export const isOffered = () => Boolean(offered) && !isInstalled();

/** How this phone can install: "no" (it is), "ask" (the browser asks), "apple" or "menu" (the person does it). */
export function wayToInstall() {
  if (isInstalled()) return "no";
  if (offered) return "ask";
  return isApple() ? "apple" : "menu";
}

/** Let the browser ask; the answer is theirs. True when it was taken. */
export async function install() {
  const event = offered;
  offered = null;
  await event?.prompt();
  return (await event?.userChoice)?.outcome === "accepted";
}
