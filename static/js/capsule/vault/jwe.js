/* Sealing for the server alone: JWE compact (RFC 7516), ECDH-ES with A256GCM (RFC 7518, 4.6 and 5.3). This phone can
   seal a finished visit and send it, and can never open it again. */
import { joined, randomBytes, toBase64Url, utf8 } from "./bytes.js";

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const ENC = "A256GCM";
const KEY_BITS = 256;
const TAG_BYTES = 16;

const number = (value) => new Uint8Array([value >>> 24, value >>> 16, value >>> 8, value]);
const withLength = (bytes) => joined(number(bytes.length), bytes);

/** The Concat KDF of NIST SP 800-56A as RFC 7518 uses it; one round is enough for up to 256 bits. */
export async function agreedKey(privateKey, publicKey, { enc = ENC, bits = KEY_BITS, apu = "", apv = "" } = {}) {
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: publicKey }, privateKey, 256);
  const said = [withLength(utf8(enc)), withLength(utf8(apu)), withLength(utf8(apv)), number(bits)];
  const hash = await crypto.subtle.digest("SHA-256", joined(number(1), new Uint8Array(shared), ...said));
  return new Uint8Array(hash).slice(0, bits / 8);
}

const publicOf = ({ kty, crv, x, y }) => ({ kty, crv, x, y });

/** `written` (text) for the owner of `sealKey`, with more protected header fields if wanted (such as the visit's id). */
export async function sealFor(sealKey, written, more = {}) {
  const theirs = await crypto.subtle.importKey("jwk", publicOf(sealKey), CURVE, false, []);
  const ours = await crypto.subtle.generateKey(CURVE, false, ["deriveBits"]);
  const epk = publicOf(await crypto.subtle.exportKey("jwk", ours.publicKey));
  const header = toBase64Url(utf8(JSON.stringify({ alg: "ECDH-ES", enc: ENC, kid: sealKey.kid, cty: "json", ...more, epk })));
  const key = await crypto.subtle.importKey("raw", await agreedKey(ours.privateKey, theirs), "AES-GCM", false, ["encrypt"]);
  const iv = randomBytes(12);
  const sealed = new Uint8Array(
    await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(header) }, key, utf8(written)),
  );
  const end = sealed.length - TAG_BYTES;
  return [header, "", iv, sealed.subarray(0, end), sealed.subarray(end)]
    .map((part) => (typeof part === "string" ? part : toBase64Url(part)))
    .join(".");
}
