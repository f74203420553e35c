/* Leaflet, loaded only where a map is opened. Its released file is a classic script that leaves itself in `window.L`. */
import "../../../vendor/leaflet.js";

export const L = window.L;
