/* Making the data key and its two wrappings: by the PIN together with a key that never leaves this browser, and, in escrow,
   to the server. */
import { fromBase64Url, randomBytes, toBase64Url } from "./bytes.js";
import { sealFor } from "./jwe.js";
import { AES, unwrapped, USES } from "./keys.js";
import { keyOfPin } from "./pin.js";

export const newDataKey = () => crypto.subtle.generateKey(AES, true, USES);
export const newDeviceKey = () => crypto.subtle.generateKey(AES, false, USES);

/** The same key, as it is held while the phone is open: nothing can read it out. */
export async function unreadable(dataKey) {
  return crypto.subtle.importKey("raw", await crypto.subtle.exportKey("raw", dataKey), AES, false, USES);
}

/** The data key as it can be read out, or null when the PIN is wrong: to wrap it anew. */
export const readable = async (kept, pin, deviceKey) =>
  unwrapped(kept, await keyOfPin(pin, kept.salt, kept.rounds), deviceKey, true);

/** The data key under the PIN, and that under this browser's own key. */
export async function wrapWithPin(dataKey, pin, deviceKey, rounds) {
  const salt = randomBytes(16);
  const iv = randomBytes(12);
  const wrapped = await crypto.subtle.wrapKey("raw", dataKey, await keyOfPin(pin, salt, rounds), "AES-KW");
  return { salt, rounds, iv, box: new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, deviceKey, wrapped)) };
}

/** A copy that only the server can open, for a person who signs in again after the PIN is lost. */
export async function putInEscrow(dataKey, { userId, deviceId, sealKey }) {
  const key = toBase64Url(await crypto.subtle.exportKey("raw", dataKey));
  return sealFor(sealKey, JSON.stringify({ user: userId, device: deviceId, key }));
}

export const fromEscrow = (key) => crypto.subtle.importKey("raw", fromBase64Url(key), AES, true, USES);
