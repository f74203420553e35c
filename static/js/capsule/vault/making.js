/* A PIN is made or changed: once a phone, and when it was forgotten. Opening it each morning is the vault's. */
import { inContact, REVOKED } from "./lifetime.js";
import { fromEscrow, newDataKey, newDeviceKey, putInEscrow, readable, unreadable, wrapWithPin } from "./new_keys.js";
import { ROUNDS } from "./pin.js";

/** {create, recover, changePin} of a vault whose rows, key and ways these are. */
export function maker({ rows, sealer, stateOf, open, now }) {
  async function keep(userId, dataKey, pin, change, rounds = ROUNDS) {
    const device = await newDeviceKey();
    const wrapped = await wrapWithPin(dataKey, pin, device, rounds);
    const kept = await rows.change(userId, (row) => change(row, { pin: wrapped, device, tries: 0, why: "", life: inContact(now()) }));
    if (kept?.pin?.salt === wrapped.salt) sealer.hold(userId, await unreadable(dataKey));
    return stateOf(userId);
  }

  /** The first PIN of this person here. Another tab was faster? Then its vault counts. */
  async function create(userId, pin, { deviceId, sealKey, rounds }) {
    const dataKey = await newDataKey();
    const escrow = await putInEscrow(dataKey, { userId, deviceId, sealKey });
    return keep(userId, dataKey, pin, (row, fresh) => (row?.escrow || row?.why === REVOKED ? row : { ...row, userId, escrow, ...fresh }), rounds);
  }

  /** A new PIN for the key that the server gave back. */
  async function recover(userId, key, pin) {
    return keep(userId, await fromEscrow(key), pin, (row, fresh) => row && { ...row, ...fresh });
  }

  /** Another PIN for who knows this one. */
  async function changePin(userId, pin, fresh) {
    const { state, isRight, left } = await open(userId, pin);
    const row = await rows.get(userId);
    const dataKey = isRight ? await readable(row.pin, pin, row.device) : null;
    if (!dataKey) return { state, left, isChanged: false };
    return { state: await keep(userId, dataKey, fresh, (last, kept) => last && { ...last, ...kept, life: last.life }), left, isChanged: true };
  }

  return { create, recover, changePin };
}
