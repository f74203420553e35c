import assert from "node:assert/strict";
import { createDecipheriv } from "node:crypto";
import { test } from "node:test";

import { fromBase64Url, text, toBase64Url, utf8 } from "../../../static/js/capsule/vault/bytes.js";
import { agreedKey, sealFor } from "../../../static/js/capsule/vault/jwe.js";
import { serverKey } from "../phone.mjs";

const CURVE = { name: "ECDH", namedCurve: "P-256" };
const load = (jwk, uses) => crypto.subtle.importKey("jwk", jwk, CURVE, false, uses);

/** The server's side, from the letter of RFC 7516, 5.2. */
async function opened(jwe, secret) {
  const [header, empty, iv, ciphertext, tag] = jwe.split(".");
  assert.equal(empty, ""); // the agreed key is used directly
  const { epk } = JSON.parse(text(fromBase64Url(header)));
  const key = await agreedKey(await load(secret, ["deriveBits"]), await load(epk, []));
  const cipher = createDecipheriv("aes-256-gcm", key, fromBase64Url(iv));
  cipher.setAAD(utf8(header));
  cipher.setAuthTag(fromBase64Url(tag));
  return text(Buffer.concat([cipher.update(fromBase64Url(ciphertext)), cipher.final()]));
}

test("it works: what the phone seals, the server's secret opens", async () => {
  const { sealKey, secret } = await serverKey();
  const jwe = await sealFor(sealKey, '{"nome":"José ç"}', { id: "v1" });
  assert.equal(await opened(jwe, secret), '{"nome":"José ç"}');
  const header = JSON.parse(text(fromBase64Url(jwe.split(".")[0])));
  assert.deepEqual({ ...header, epk: Object.keys(header.epk) }, {
    alg: "ECDH-ES", enc: "A256GCM", kid: "test", cty: "json", id: "v1", epk: ["kty", "crv", "x", "y"],
  });
});

test("the agreed key is the one of RFC 7518, appendix C", async () => {
  const alice = {
    kty: "EC", crv: "P-256", x: "gI0GAILBdu7T53akrFmMyGcsF3n5dO7MmwNBHKW5SV0",
    y: "SLW_xSffzlPWrHEVI30DHM_4egVwt3NQqeUD7nMFpps", d: "0_NxaRPUMQoAJt50Gz8YiTr8gRTwyEaCumd-MToTmIo",
  };
  const bob = { kty: "EC", crv: "P-256", x: "weNJy2HscCSM6AEDTDg04biOvhFhyyWvOHQfeF_PxMQ", y: "e8lnCO-AlStT-NJVX-crhB7QRYhiix03illJOVAOyck" };
  const key = await agreedKey(await load(alice, ["deriveBits"]), await load(bob, []), { enc: "A128GCM", bits: 128, apu: "Alice", apv: "Bob" });
  assert.equal(toBase64Url(key), "VqqN6vgjbSBcIijNcacQGg");
});

test("the same words sealed twice are other bytes: nobody can tell that they are the same", async () => {
  const { sealKey } = await serverKey();
  const [one, two] = await Promise.all([sealFor(sealKey, "oi"), sealFor(sealKey, "oi")]);
  for (const part of [0, 2, 3]) assert.notEqual(one.split(".")[part], two.split(".")[part]);
});

test("a changed byte or another number on the envelope opens nothing", async () => {
  const { sealKey, secret } = await serverKey();
  const parts = (await sealFor(sealKey, "um recado", { id: "v1" })).split(".");
  const header = JSON.parse(text(fromBase64Url(parts[0])));
  const renamed = [toBase64Url(utf8(JSON.stringify({ ...header, id: "v2" }))), ...parts.slice(1)];
  const flipped = [...parts.slice(0, 3), parts[3].replace(/^./, (first) => (first === "A" ? "B" : "A")), parts[4]];
  for (const forged of [renamed, flipped]) await assert.rejects(opened(forged.join("."), secret));
});

test("bytes of any length come back from their written form", () => {
  for (const size of [0, 1, 2, 3, 70_000]) {
    const bytes = crypto.getRandomValues(new Uint8Array(Math.min(size, 65_536)));
    assert.deepEqual(fromBase64Url(toBase64Url(bytes)), bytes);
  }
});
