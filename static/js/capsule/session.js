/* Who is using this phone: asked from the server when it answers, remembered for when it doesn't. */
import { noteServerTime } from "./clock.js";
import { firstName } from "./format.js";
import { getJson, request } from "./net.js";

export const SHORT = 10_000;

let departures = 0;

/** `{user, csrf, epoch, now}` as the server says, or null when nobody answers. Never cached: the token changes. */
export async function askSession() {
  const answer = await getJson("/api/session/", SHORT);
  return answer && "csrf" in answer ? answer : null;
}

/** Ask, and remember the person. Somebody else signing in changes whose visits are shown, and sends nobody's (F17). */
export async function refreshSession(store) {
  const before = departures;
  const session = await askSession();
  if (!session || departures !== before) return null; // who left meanwhile is not brought back by an answer under way
  await noteServerTime(store, session.now);
  if (session.user) await remember(store, session);
  await store.setMeta("needsLogin", !session.user);
  return session;
}

/** In clear only what the lock screen says (a first name) and what the locked phone has to know. */
async function remember(store, { user, ...said }) {
  await store.setMeta("user", { id: user.id, name: firstName(user.name), role: user.role });
  if (said.seal_key) await store.setMeta("sealKey", said.seal_key);
  if (said.lock_after_s) await store.setMeta("lockAfter", said.lock_after_s * 1_000);
  if (said.key_ttl_h) await store.setMeta("keyTtlHours", said.key_ttl_h);
  await store.setMeta("wantsPassword", Boolean(said.wants_password));
  if (said.device && said.device !== (await store.meta("device"))) await noteLoss(store, said.device);
  if (said.revoked) return store.wipe(user.id);
  return store.vault.contact(user.id);
}

/** The session knows this browser as another phone: its store was emptied (F05). Said once, on the screen and to the server. */
async function noteLoss(store, lost) {
  if ((await store.meta("lostBefore")) === lost) return;
  await store.setMeta("lost", lost);
  await store.setMeta("lostBefore", lost);
  await store.setMeta("lostNote", true);
}

/** Leave: the key and the day's data go; drafts stay sealed and unsent visits stay, all locked to their author.
    Works without internet, too. */
export async function leave(store, user) {
  departures += 1;
  store.vault.lock();
  await store.dropDay(user.id);
  await store.setMeta("user", null);
  await store.setMeta("leaving", user.id);
  return finishLeaving(store);
}

/** Tell the server that the person left; later, if it can't be told now. */
export async function finishLeaving(store) {
  const who = await store.meta("leaving");
  if (!who) return true;
  const session = await askSession();
  if (!session) return false;
  if (session.user?.id === who) {
    const left = await request("/conta/sair/", {
      method: "POST",
      headers: { "X-CSRFToken": session.csrf },
      timeout: SHORT,
      expects: "page",
    }).catch(() => null);
    if (!left?.ok) return false;
  }
  await store.setMeta("leaving", "");
  return true;
}
