/* The vault of one person on this phone. Its states: absent (no PIN yet), locked, open, and sealed: the PIN is gone
   (forgotten, five wrong tries, too long without contact, phone revoked), and the key comes back only from the server. */
import { inContact, isOver, observed, REVOKED } from "./lifetime.js";
import { unwrapped } from "./keys.js";
import { keyOfPin, MOST_TRIES } from "./pin.js";

/** `rows`: {get(userId), change(userId, row → row)}, each change one strict transaction. */
export function createVault({ rows, sealer, ttlHours = async () => undefined, now = Date.now }) {
  const without = { pin: null, device: null, tries: 0 };
  const forget = (userId, why) => {
    sealer.drop();
    return rows.change(userId, (row) => row && { ...row, ...without, why });
  };

  /** A revoked phone makes no new vault either. */
  const revoke = (userId) => {
    sealer.drop();
    return rows.change(userId, (row) => (row?.why === REVOKED ? row : { userId, escrow: "", ...row, ...without, why: REVOKED }));
  };

  /** Time passes, also for who is not in contact: write it down, and drop the PIN when it is over. `more` goes with it. */
  async function observe(userId, more = () => null) {
    const [row, hours] = await Promise.all([rows.get(userId), ttlHours()]);
    if (!row?.pin) return row;
    const after = await rows.change(userId, (last) => {
      if (!last?.pin) return last;
      const life = observed(last.life, now());
      return isOver(life, hours) ? { ...last, ...without, why: "expired" } : { ...last, life, ...more(last) };
    });
    if (!after?.pin) sealer.drop();
    return after;
  }

  async function stateOf(userId) {
    const row = await rows.get(userId);
    const isMine = sealer.isOpenFor(userId);
    if (!isMine || !row?.pin) sealer.drop(); // whoever used the phone before
    if (row?.pin) return isMine ? "open" : "locked";
    return row?.escrow || row?.why === REVOKED ? "sealed" : "absent";
  }

  /** Each try is counted on disk before it is made; the long reckoning from digits to key goes on meanwhile.
      Answers {state, isRight, left}. */
  async function open(userId, pin) {
    const reckoning = rows.get(userId).then((row) => row?.pin && keyOfPin(pin, row.pin.salt, row.pin.rounds));
    const [row, pinKey] = await Promise.all([observe(userId, ({ tries }) => ({ tries: tries + 1 })), reckoning]);
    if (!row?.pin) return { state: await stateOf(userId), isRight: false, left: 0 };
    const dataKey = row.tries <= MOST_TRIES ? await unwrapped(row.pin, pinKey, row.device) : null; // no sixth, in no tab
    if (dataKey) {
      sealer.hold(userId, dataKey);
      rows.change(userId, (last) => last && { ...last, tries: 0 }, "relaxed").catch(() => {}); // lost, it costs one try of five
      return { state: "open", isRight: true, left: MOST_TRIES };
    }
    if (row.tries >= MOST_TRIES) await forget(userId, "tries");
    return { state: await stateOf(userId), isRight: false, left: Math.max(0, MOST_TRIES - row.tries) };
  }

  /** The server answered this person: the time without contact begins anew, and a phone taken back may be used again. */
  const contact = (userId) =>
    rows.change(userId, (row) => {
      if (row?.pin) return { ...row, life: inContact(now()) };
      return row?.why === REVOKED && { ...row, why: "forgotten" };
    });

  /** The server can't give the key back: what is sealed stays as it is, should the key be found; work begins anew. */
  const startOver = (userId) =>
    rows.change(userId, (row) => row && { ...row, ...without, why: "", escrow: "", before: [...(row.before ?? []), row.escrow] });

  /** A PIN is made once: what that takes comes then. */
  const making = (verb) => async (...given) => (await import("./making.js")).maker({ rows, sealer, stateOf, open, now })[verb](...given);

  return {
    observe, stateOf, startOver, open, forget, revoke, contact, lock: () => sealer.drop(), isOpenFor: sealer.isOpenFor, rowOf: rows.get,
    create: making("create"), recover: making("recover"), changePin: making("changePin"),
  };
}
