/* A phone for tests: its store open for a person, and the server's key that visits are sealed to. */
const CURVE = { name: "ECDH", namedCurve: "P-256" };

/** A key pair as the server has one, both halves as JWK. */
export async function serverKey() {
  const pair = await crypto.subtle.generateKey(CURVE, true, ["deriveBits"]);
  const [open, secret] = await Promise.all([pair.publicKey, pair.privateKey].map((key) => crypto.subtle.exportKey("jwk", key)));
  const { kty, crv, x, y } = open;
  return { sealKey: { kty, crv, x, y, kid: "test" }, secret: { ...secret, kid: "test" } };
}

export const PIN = "147258";
export const FEW = 1_000; // rounds of PBKDF2: enough for a test

/** Create the vault of `userId` and leave it open. */
export async function openFor(store, userId) {
  const { sealKey } = await serverKey();
  await store.setMeta("sealKey", sealKey);
  await store.vault.create(userId, PIN, { deviceId: "d1", sealKey, rounds: FEW });
  return store;
}
