/* A photo under a key of its own (AES-256-GCM). The key is in the visit's document and nowhere else, so that the photo can
   wait on the phone and travel without anybody on the way seeing it. */

const ALGORITHM = "AES-GCM";

const toText = (bytes) => btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));

const keyFrom = (bytes, use) => crypto.subtle.importKey("raw", bytes, ALGORITHM, false, [use]);

async function sha256(bytes) {
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** `{blob, sha256, key, iv, bytes}`: the ciphertext, its name, and what opens it. */
export async function seal(jpeg) {
  const [key, iv] = [crypto.getRandomValues(new Uint8Array(32)), crypto.getRandomValues(new Uint8Array(12))];
  const blob = new Uint8Array(await crypto.subtle.encrypt({ name: ALGORITHM, iv }, await keyFrom(key, "encrypt"), jpeg));
  return { blob, sha256: await sha256(blob), key: toText(key), iv: toText(iv), bytes: blob.length };
}

export async function unseal(blob, { key, iv }) {
  const opener = await keyFrom(toBytes(key), "decrypt");
  return new Uint8Array(await crypto.subtle.decrypt({ name: ALGORITHM, iv: toBytes(iv) }, opener, blob));
}
