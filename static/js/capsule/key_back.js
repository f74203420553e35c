/* The way back to what a forgotten PIN locked: sign in anew, and the server opens the copy of the key. */
import { request } from "./net.js";
import { askSession, finishLeaving, SHORT } from "./session.js";

/** End the session at the server and stay the person of this phone: the way to sign in anew with the password. */
export async function signOut(store) {
  await store.setMeta("leaving", (await store.meta("user"))?.id ?? "");
  return finishLeaving(store);
}

/** The data key out of escrow, for who signed in a moment ago: {key} or {problem: network | login | revoked | refused}. */
export async function askForKey(store) {
  const user = await store.meta("user");
  const escrow = (await store.vault.rowOf(user.id))?.escrow;
  const session = await askSession();
  if (!session) return { problem: "network" };
  if (session.user?.id !== user.id || !escrow) return { problem: "login" };
  const answer = await request("/api/device/key/", {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": session.csrf },
    body: JSON.stringify({ device_id: await store.meta("device"), escrow }),
    timeout: SHORT,
  }).catch(() => null);
  const said = await answer?.json().catch(() => null);
  if (!said) return { problem: "network" };
  if (answer.ok && said.key) return { key: said.key };
  const known = { reauthenticate: "login", login: "login", revoked: "revoked" };
  return { problem: known[said.error] ?? "refused" };
}
