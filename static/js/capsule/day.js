/* The day's bundle: the newest the server gives, else the last good one. */
import { getJson } from "./net.js";

const TIMEOUT = 20_000;

const isBundle = (answer) => Array.isArray(answer?.businesses) && Boolean(answer.agent?.id);

/** Fetch and keep. A phone that is full, or was locked meanwhile, stays with the day it has. */
export async function refreshDay(store, user) {
  const answer = await getJson("/api/day/", TIMEOUT);
  if (isBundle(answer) && answer.agent.id === user.id) await store.saveDay(user.id, answer).catch(console.error);
}

export const businessById = (bundle, id) => bundle?.businesses.find((business) => business.id === id);

/** Stops with their business, in walking order. */
export function stopsOf(bundle) {
  const byId = new Map(bundle?.businesses.map((business) => [business.id, business]));
  return (bundle?.route?.stops ?? [])
    .map((stop) => ({ ...stop, business: byId.get(stop.business) }))
    .filter(({ business }) => business)
    .sort((a, b) => a.position - b.position);
}

/** Feedback that the agent has not read here nor elsewhere. */
export const unreadFeedback = (bundle, readHere) =>
  (bundle?.feedback ?? []).filter(({ id, read_at: readAt }) => !readAt && !readHere.includes(id));
