/* What an answer to a sent visit means. Pure: a status, a body and the row in, a verdict out. */

const ASK_A_PERSON = new Set([400, 409, 413, 415, 422]);
const BUSY = new Set([408, 425, 429, 502, 503, 504]);
const LONGEST_REQUEST = 60 * 60_000; // whoever asks for more than an hour is asked again after one

export const isJson = (response) => (response.headers.get("Content-Type") ?? "").startsWith("application/json");

/** Somebody else on the network may answer in the server's place (F23): only a receipt for these bytes counts. */
function isReceiptFor(row, digest, receipt) {
  return receipt?.id === row.id && receipt.sha256 === digest && typeof receipt.received_at === "string";
}

const toAPerson = (body) => ({ fate: "attention", problem: body.message || "Precisa de conferência." });

/** 401 and 403: the session is over, except where the answer names another reason. */
function notAllowed(body) {
  if (body?.error === "author") return toAPerson(body); // signing in again would not change it, and others wait behind
  if (body?.error === "csrf") return { fate: "pause", because: "busy" }; // the next round brings a fresh token
  return { fate: "login", because: body?.error ?? "login" };
}

/** received | login | attention (this row waits for a person) | retry (this row) | pause (all of them). */
export function judge(status, body, row, digest) {
  if (status === 200 || status === 201) {
    return isReceiptFor(row, digest, body) ? { fate: "received", receipt: body } : { fate: "pause", because: "portal" };
  }
  if (status < 400) return { fate: "pause", because: "portal" }; // sent elsewhere: not our server's way
  if (status === 401 || status === 403) return notAllowed(body);
  if (body?.error === "cut_off") return { fate: "retry", because: "server" }; // arrived by half: send again
  if (ASK_A_PERSON.has(status) && body?.error) return toAPerson(body);
  return BUSY.has(status) ? { fate: "pause", because: "busy" } : { fate: "retry", because: "server" };
}

/** Milliseconds that `Retry-After` asks for, in seconds or as a date; nothing when it makes no sense. */
export function retryAfter(header, now) {
  const wait = /^\d+$/.test(header ?? "") ? Number(header) * 1000 : Date.parse(header ?? "") - now;
  return wait > 0 ? Math.min(wait, LONGEST_REQUEST) : 0;
}
