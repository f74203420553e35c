/* Other looks at the day, in a file of their own: its order, the week, the map (whose library is yet another file), sheets. */
import { map } from "./screens/map.js";
import { order } from "./screens/order.js";
import { week } from "./screens/week.js";

export { takeIn } from "./day_changes.js";
export { navigate } from "./ui/ways_sheet.js";
export { askWhy } from "./ui/skip_sheet.js";

const DAY = { mapa: map, organizar: order, semana: week };

export const openHere = (app, route) => DAY[route.name]?.(app, route);
