/* Photos in a round of sending: after the visits, over Wi-Fi only if the agent wants so, with their own progress. */
import { request } from "./net.js";
import { mayUse } from "./photos/keeping.js";

export const isWifiOnly = async (store) => (await store.meta("wifiOnly")) ?? false;
export const chooseWifiOnly = (store, wanted) => store.setMeta("wifiOnly", wanted);

/** Photos that may go by themselves wait: after a while another round is worth it. */
export async function photosWait(store) {
  const user = await store.meta("user");
  return Boolean(user) && mayUse(navigator.connection, await isWifiOnly(store)) && (await photoQueue(store, user.id)).count > 0;
}

/** For the round: `onProgress` after each piece, so that the screen can count. The sender comes when there is a photo to send. */
export const photosExtra = (store, rareScreens, onProgress) => async ({ csrf, user }, { isAsked }) => {
  if (!(await photoQueue(store, user.id)).count) return;
  const { sendPhotos } = await rareScreens();
  await sendPhotos({ store, userId: user.id, csrf, force: isAsked, onProgress, request, onlyWifi: await isWifiOnly(store), connection: navigator.connection });
};

/** What waits: {count, bytes, arrived, troubled, isWifiOnly, isHeld}; `isHeld`: the agent wants Wi-Fi, and this is none (or nobody can tell). */
export async function photoQueue(store, userId) {
  const rows = await store.photos(userId);
  const onlyWifi = await isWifiOnly(store);
  const waiting = rows.filter(({ state }) => state === "waiting");
  const sum = (of) => waiting.reduce((total, row) => total + (of(row) || 0), 0);
  return {
    count: waiting.length,
    bytes: sum((row) => row.bytes),
    arrived: sum((row) => row.offset),
    troubled: rows.filter(({ state }) => state === "attention"),
    isWifiOnly: onlyWifi,
    isHeld: waiting.length > 0 && !mayUse(navigator.connection, onlyWifi),
  };
}
