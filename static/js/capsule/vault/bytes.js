/* Bytes and the ways they are written down: UTF-8 text, hexadecimal, and Base64 for addresses (RFC 4648, section 5). */

export const utf8 = (text) => new TextEncoder().encode(text);
export const text = (bytes) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);
export const randomBytes = (count) => crypto.getRandomValues(new Uint8Array(count));

export const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
export const sha256 = async (bytes) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));

const CHUNK = 0x8000; // more arguments than this are too many for one call

export function toBase64Url(bytes) {
  const view = new Uint8Array(bytes);
  let binary = "";
  for (let at = 0; at < view.length; at += CHUNK) binary += String.fromCharCode(...view.subarray(at, at + CHUNK));
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export function fromBase64Url(written) {
  const binary = atob(written.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

export function joined(...parts) {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
