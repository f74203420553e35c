/* How long the readable key lives without contact with the server. Time only adds up: a clock that goes back gives nothing. */

const HOUR = 3_600_000;

/** Why a key is over: taken back by a manager. Another one is not made then. */
export const REVOKED = "revoked";
const DEFAULT_TTL_H = 72;

export const inContact = (now) => ({ spent: 0, seenAt: now });

/** What has passed since the last contact, as far as this clock tells. */
export const observed = ({ spent, seenAt }, now) => ({ spent: spent + Math.max(0, now - seenAt), seenAt: now });

export const isOver = ({ spent }, ttlHours = DEFAULT_TTL_H) => spent >= ttlHours * HOUR;
