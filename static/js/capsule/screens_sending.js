/* Envios: what waits, what is on its way, what arrived. A file of its own, which stands on the app alone. */
import { sending } from "./screens/sending.js";

export const openHere = (app) => sending(app);
