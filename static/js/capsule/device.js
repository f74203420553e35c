/* This phone: its own id, its zone, its version, and what it tells the server of its queue. */
import { newId } from "./ids.js";

export const appVersion = () => document.querySelector('meta[name="app-version"]')?.content ?? "";
export const timezone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;

export async function deviceId(store) {
  const known = await store.meta("device");
  if (known) return known;
  const id = newId();
  await store.setMeta("device", id);
  return id;
}

/** Ask the browser not to clear our data, and remember what it said. */
export async function askToKeep() {
  if (!navigator.storage?.persist) return false;
  return (await navigator.storage.persisted()) || navigator.storage.persist();
}

/** Say how many visits wait here: a manager sees agents that haven't sent for long. Nothing depends on the answer. */
export async function reportDevice(store, csrf, unsent) {
  const report = { id: await deviceId(store), unsent, app_version: appVersion() };
  await fetch("/api/device/", {
    method: "PUT",
    headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
    body: JSON.stringify(report),
    credentials: "same-origin",
    signal: AbortSignal.timeout(10_000),
  }).catch(() => null);
}
