/* The open key, in memory only, and what it seals: any value as AES-256-GCM under it, bound to the place it lies in. */
import { randomBytes, text, utf8 } from "./bytes.js";

/** The phone is locked, or the key is another person's: what is sealed stays sealed. */
export class Locked extends Error {
  constructor() {
    super("locked");
    this.name = "Locked";
  }
}

export function createSealer() {
  let held = null; // {userId, key}
  const opened = new Map(); // place → {iv, value}: what doesn't change isn't opened twice

  const keyFor = (userId) => {
    if (held?.userId !== userId) throw new Locked();
    return held.key;
  };

  return {
    hold(userId, key) {
      held = { userId, key };
      opened.clear();
    },
    drop() {
      held = null;
      opened.clear();
    },
    isOpenFor: (userId) => Boolean(userId) && held?.userId === userId,
    isOpenForOthersThan: (userId) => Boolean(held) && held.userId !== userId,
    async seal(userId, place, value) {
      const iv = randomBytes(12);
      const how = { name: "AES-GCM", iv, additionalData: utf8(`${userId} ${place}`) };
      return { iv, box: new Uint8Array(await crypto.subtle.encrypt(how, keyFor(userId), utf8(JSON.stringify(value)))) };
    },
    async unseal(userId, place, { iv, box }) {
      const how = { name: "AES-GCM", iv, additionalData: utf8(`${userId} ${place}`) };
      return JSON.parse(text(await crypto.subtle.decrypt(how, keyFor(userId), box)));
    },
    /** As `unseal`, remembered until the next lock: for big things that are read often and changed seldom. */
    async remembered(userId, place, sealed) {
      const known = opened.get(place);
      if (known && known.userId === userId && String(known.iv) === String(sealed.iv)) return known.value;
      const value = await this.unseal(userId, place, sealed);
      if (held?.userId === userId) opened.set(place, { userId, iv: sealed.iv, value });
      return value;
    },
  };
}
