/* Opening the data key: it lies wrapped by the PIN together with a key that never leaves this browser. The data key itself is
   in memory only, and there it can be used but not read. */

export const AES = { name: "AES-GCM", length: 256 };
export const USES = ["encrypt", "decrypt"];

/** The data key, or null when the PIN that `pinKey` was made of is wrong. `extractable` only to wrap it anew. */
export async function unwrapped({ iv, box }, pinKey, deviceKey, extractable = false) {
  const wrapped = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, deviceKey, box);
  return crypto.subtle.unwrapKey("raw", wrapped, pinKey, "AES-KW", AES, extractable, USES).catch(() => null);
}
