/* What today's list and a plain visit can do without: search, new, sending, more, and what few days need (a new PIN, photos,
   a tool of one's own, why a visit did not happen, a QR code). A file of its own, fetched when the first of them is opened. */
import { business } from "./screens/business.js";
import { feedback } from "./screens/feedback.js";
import { more } from "./screens/more.js";
import { newBusiness } from "./screens/new_business.js";
import { changePin } from "./screens/pin_change.js";
import { search } from "./screens/search.js";
import { sending } from "./screens/sending.js";

export { otherTool } from "./screens/other_tool.js";
export { photos } from "./screens/photos.js";
export { createPin } from "./screens/pin_create.js";
export { pinGone } from "./screens/pin_gone.js";
export { reason } from "./screens/reason.js";
export { qr } from "./ui/qr.js";

const HOME = {
  __proto__: null, // an address may say anything
  buscar: search,
  nova: newBusiness,
  envios: sending,
  mais: more,
  pin: changePin,
  negocio: business,
  devolutiva: feedback,
};

/** The screen of this address, or undefined when there is none. */
export const openHere = (app, route) => HOME[route.name]?.(app, route);
