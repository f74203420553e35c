/* The screens around a visit: search, new, sending, more. A file of its own, like those of the visit. */
import { business } from "./screens/business.js";
import { feedback } from "./screens/feedback.js";
import { more } from "./screens/more.js";
import { newBusiness } from "./screens/new_business.js";
import { search } from "./screens/search.js";
import { sending } from "./screens/sending.js";

const HOME = {
  buscar: search,
  nova: newBusiness,
  envios: sending,
  mais: more,
  negocio: business,
  devolutiva: feedback,
};

/** The screen of this address, or undefined when there is none. */
export const openHere = (app, route) => HOME[route.name]?.(app, route);
