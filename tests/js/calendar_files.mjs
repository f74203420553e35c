/* Calendar files as the phone writes them: promises as JSON in, files as JSON out. */
import { entryOf } from "../../static/js/capsule/calendar.js";
import { calendarFile } from "../../static/js/capsule/ics.js";

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const rows = JSON.parse(Buffer.concat(chunks).toString("utf-8"));
process.stdout.write(JSON.stringify(rows.map((row) => calendarFile(entryOf(row)))));
