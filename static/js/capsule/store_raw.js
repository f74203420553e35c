/* A copy of what lies on the phone, row by row as it is, for when the store doesn't open as it should (F06). All of it is
   sealed: whoever gets the file reads nothing; the visits in it can be handed in like those of a rescue file. */
import { settled } from "./database.js";
import { FORMAT, visitOf } from "./rescue.js";
import { NAME } from "./store_schema.js";
import { toBase64Url } from "./vault/bytes.js";

/** Whatever version it has; one that isn't there is not made. */
async function openAsItIs(name) {
  const opening = indexedDB.open(name);
  opening.onupgradeneeded = () => opening.transaction.abort();
  return settled(opening);
}

/** Every row that can be read; one that can't doesn't take the others with it. */
async function rowsOf(db, kind) {
  const rows = () => db.transaction(kind).objectStore(kind);
  const keys = await settled(rows().getAllKeys()).catch(() => []);
  const read = keys.map(async (key) => ({ key, row: await settled(rows().get(key)) }));
  return (await Promise.allSettled(read)).filter(({ status }) => status === "fulfilled").map(({ value }) => value);
}

/** Bytes as text; keys of this browser stay in it. */
const written = (_, value) => {
  if (value instanceof Uint8Array) return toBase64Url(value);
  return value instanceof CryptoKey ? undefined : value;
};

/** {text, visits}: the file's content, and how many unsent visits are in it. */
export async function rawCopy(at) {
  const db = await openAsItIs(NAME);
  const rows = {};
  for (const kind of db.objectStoreNames) rows[kind] = await rowsOf(db, kind);
  db.close();
  const visits = (rows.outbox ?? []).map(({ row }) => visitOf(row));
  const device = (rows.meta ?? []).find(({ key }) => key === "device")?.row ?? null;
  const head = { format: FORMAT, version: 1, made_at: at.toISOString(), device_id: device, app_version: "", visits, drafts: [] };
  return { text: JSON.stringify({ ...head, rows }, written), visits: visits.length };
}
