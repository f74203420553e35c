/* From six digits to a key: what it costs to try a PIN. */
import { utf8 } from "./bytes.js";

export const PIN_LENGTH = 6;
export const MOST_TRIES = 5;
export const ROUNDS = 600_000; // PBKDF2-SHA256; well under three seconds on a cheap phone

/** The key that a PIN makes: it only wraps and unwraps the data key. */
export async function keyOfPin(pin, salt, rounds) {
  const typed = await crypto.subtle.importKey("raw", utf8(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, typed, { name: "AES-KW", length: 256 }, false, ["wrapKey", "unwrapKey"]);
}
