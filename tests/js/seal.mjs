// Seals a text as the phone does, for the tests of the server: {sealKey, written, more} on standard input, the JWE out.
import { readFileSync } from "node:fs";

import { sealFor } from "../../static/js/capsule/vault/jwe.js";

const { sealKey, written, more } = JSON.parse(readFileSync(0, "utf-8"));
process.stdout.write(await sealFor(sealKey, written, more));
