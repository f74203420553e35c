/* A photo under a key of its own (AES-256-GCM). The key is in the visit's document and nowhere else, so that the photo can
   wait on the phone and travel without anybody on the way seeing it. */
import { fromBase64Url, randomBytes, sha256, toBase64Url } from "../vault/bytes.js";

const ALGORITHM = "AES-GCM";

const keyFrom = (bytes, use) => crypto.subtle.importKey("raw", bytes, ALGORITHM, false, [use]);

/** `{blob, sha256, key, iv, bytes}`: the ciphertext, its name, and what opens it. */
export async function seal(jpeg) {
  const [key, iv] = [randomBytes(32), randomBytes(12)];
  const blob = new Uint8Array(await crypto.subtle.encrypt({ name: ALGORITHM, iv }, await keyFrom(key, "encrypt"), jpeg));
  return { blob, sha256: await sha256(blob), key: toBase64Url(key), iv: toBase64Url(iv), bytes: blob.length };
}

export async function unseal(blob, { key, iv }) {
  const opener = await keyFrom(fromBase64Url(key), "decrypt");
  return new Uint8Array(await crypto.subtle.decrypt({ name: ALGORITHM, iv: fromBase64Url(iv) }, opener, blob));
}
