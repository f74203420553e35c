/* Who is using this phone: asked from the server when it answers, remembered for when it doesn't. */
import { getJson } from "./net.js";

const SHORT = 10_000;

/** `{user, csrf, epoch, now}` as the server says, or null when nobody answers. Never cached: the token changes. */
export async function askSession() {
  const answer = await getJson("/api/session/", SHORT);
  return answer && "csrf" in answer ? answer : null;
}

/** Ask, and remember the person. Somebody else signing in changes whose visits are shown, and sends nobody's (F17). */
export async function refreshSession(store) {
  const session = await askSession();
  if (!session) return null;
  if (session.user) await store.setMeta("user", session.user);
  await store.setMeta("needsLogin", !session.user);
  return session;
}

/** Leave: the day's data goes, unsent visits stay, locked to their author. Works without internet, too. */
export async function leave(store, user) {
  await store.dropDay(user.id);
  await store.setMeta("user", null);
  await store.setMeta("leaving", true);
  return finishLeaving(store);
}

/** Tell the server that the person left; later, if it can't be told now. */
export async function finishLeaving(store) {
  if (!(await store.meta("leaving"))) return true;
  const session = await askSession();
  if (!session) return false;
  if (session.user) {
    const left = await fetch("/conta/sair/", {
      method: "POST",
      headers: { "X-CSRFToken": session.csrf },
      credentials: "same-origin",
      signal: AbortSignal.timeout(SHORT),
    }).catch(() => null);
    if (!left?.ok) return false;
  }
  await store.setMeta("leaving", false);
  return true;
}
