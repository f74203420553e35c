/* A promise as a calendar file (RFC 5545) that any phone's calendar takes. Pure; holds the place and the hour, nobody's name. */

const FOLD = 75; // octets
const encoder = new TextEncoder();

/** "2026-11-24T13:00:00.000Z" → "20261124T130000Z": a moment needs no zone's table. */
const utc = (moment) => new Date(moment).toISOString().replace(/[-:]|\.\d{3}/g, "");

const escaped = (text) => String(text).replace(/\\/g, "\\\\").replace(/\r\n|\r|\n/g, "\\n").replace(/[;,]/g, "\\$&").replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, "");

/** Lines of at most 75 octets; a letter is never cut in two. */
export function folded(line) {
  const lines = [];
  let current = "";
  let octets = 0;
  for (const letter of line) {
    const size = encoder.encode(letter).length;
    if (octets + size > FOLD) {
      lines.push(current);
      [current, octets] = [" ", 1];
    }
    current += letter;
    octets += size;
  }
  return [...lines, current].join("\r\n");
}

const MINUTE = 60_000;

/** `uid` stays the same for the same promise, so that opening the file twice changes the entry instead of doubling it. */
export function calendarFile({ uid, startsAt, minutes = 40, summary, place = "", details = "", stampedAt, sequence = 0 }) {
  const optional = [place && `LOCATION:${escaped(place)}`, details && `DESCRIPTION:${escaped(details)}`].filter(Boolean);
  const lines = [
    "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Rota Ativa//Visita//PT", "CALSCALE:GREGORIAN", "METHOD:PUBLISH",
    "BEGIN:VEVENT", `UID:${escaped(uid)}`, `DTSTAMP:${utc(stampedAt)}`, `SEQUENCE:${sequence}`,
    `DTSTART:${utc(startsAt)}`, `DTEND:${utc(Date.parse(startsAt) + minutes * MINUTE)}`,
    `SUMMARY:${escaped(summary)}`, ...optional, "STATUS:CONFIRMED",
    "BEGIN:VALARM", "ACTION:DISPLAY", `DESCRIPTION:${escaped(summary)}`, "TRIGGER:-PT30M", "END:VALARM",
    "END:VEVENT", "END:VCALENDAR",
  ];
  return lines.map((line) => `${folded(line)}\r\n`).join("");
}
