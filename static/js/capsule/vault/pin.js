/* From six digits to a key: what it costs to try a PIN, and which PINs are too easy. */
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

const isRun = (pin, step) => [...pin].every((digit, at) => !at || (Number(digit) - Number(pin[at - 1]) + 10) % 10 === step);
const isRepeated = (pin) => [1, 2, 3].some((size) => pin === pin.slice(0, size).repeat(PIN_LENGTH / size));

/** Why this PIN won't do, in words, or "". */
export function pinProblem(pin) {
  if (!/^\d{6}$/.test(pin)) return "O PIN tem 6 números.";
  if (isRepeated(pin)) return "Números repetidos são fáceis de adivinhar. Escolha outro.";
  return isRun(pin, 1) || isRun(pin, 9) ? "Números em sequência são fáceis de adivinhar. Escolha outro." : "";
}
