/* Where the agent is: asked at the door, at the end of the visit and by a tap on the map, never in between. A visit doesn't wait
   for it; the reason is written down. */

const TIMEOUT = 10_000;
const FRESH = 45 * 60_000;
let last = null; // in memory only: it goes with the page

/** Where the agent was when last asked, while that still says something about where they are. */
export const lastKnown = (now = Date.now()) => (last && now - last.at < FRESH ? last : null);

const REASONS = { 1: "denied", 2: "unavailable", 3: "timeout" };

export function findPosition(geolocation = navigator.geolocation) {
  if (!geolocation) return Promise.resolve({ position: null, missing: "unavailable" });
  return new Promise((resolve) => {
    const giveUp = setTimeout(() => resolve({ position: null, missing: "timeout" }), TIMEOUT + 500);
    const answer = (value) => {
      clearTimeout(giveUp);
      resolve(value);
    };
    geolocation.getCurrentPosition(
      ({ coords }) => {
        const position = { latitude: coords.latitude, longitude: coords.longitude, accuracy_m: Math.round(coords.accuracy) };
        last = { ...position, at: Date.now() };
        answer({ position, missing: "" });
      },
      (problem) => answer({ position: null, missing: REASONS[problem.code] ?? "unavailable" }),
      { enableHighAccuracy: true, timeout: TIMEOUT, maximumAge: 60_000 },
    );
  });
}

const rad = (degrees) => (degrees * Math.PI) / 180;

/** Metres between two points, or null when one is unknown. */
export function metresBetween(a, b) {
  if (a?.latitude == null || b?.latitude == null || a.longitude == null || b.longitude == null) return null;
  const x = rad(b.longitude - a.longitude) * Math.cos(rad((a.latitude + b.latitude) / 2));
  return Math.round(Math.hypot(x, rad(b.latitude - a.latitude)) * 6_371_000);
}
