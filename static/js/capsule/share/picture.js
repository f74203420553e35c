/* The result as a picture for the client's chat, drawn on this phone: no internet, and nobody's document in it.
   First everything is laid out in lines, then drawn, so that the picture is as high as what it says. */
import { fromIsoDay, hour, longDay } from "../format.js";
import { paint } from "./paint.js";

const WIDTH = 1080;
const SIDE = 72;
const INSIDE = WIDTH - 2 * SIDE;
const FONT = 'system-ui, Roboto, "Noto Sans", sans-serif';
const SIZES = { title: [58, 700, 70], lead: [42, 400, 58], head: [40, 700, 54], strong: [38, 700, 50], text: [36, 400, 50], fine: [30, 400, 42] };

const font = (kind) => `${SIZES[kind][1]} ${SIZES[kind][0]}px ${FONT}`;

/** Words into lines that fit; a word longer than a line is cut where it ends. */
export function wrapped(measure, text, width) {
  const lines = [];
  let line = "";
  for (const word of text.split(/\s+/).flatMap((each) => pieces(measure, each, width))) {
    const longer = line ? `${line} ${word}` : word;
    if (line && measure(longer) > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line ? [...lines, line] : lines;
}

function pieces(measure, word, width) {
  if (measure(word) <= width) return [word];
  const fits = [...word].findIndex((_, at) => measure([...word].slice(0, at + 1).join("")) > width);
  const cut = Math.max(1, fits);
  return [[...word].slice(0, cut).join(""), ...pieces(measure, [...word].slice(cut).join(""), width)];
}

/** A pen that writes down what is drawn where, from the top to wherever it ends. */
function pen(context) {
  const marks = [];
  const at = { y: 200 };
  return {
    marks,
    at,
    gap: (height) => (at.y += height),
    line: () => marks.push({ what: "line", y: at.y + 9 }),
    blocks: (top, theme) => marks.push({ what: "blocks", x: WIDTH - SIDE - 168, y: (top + at.y) / 2 - 38, ...theme }),
    say(kind, text, { x = SIDE, width = INSIDE, colour = "ink", bullet = "" } = {}) {
      context.font = font(kind);
      wrapped((words) => context.measureText(words).width, text, width).forEach((words, line) => {
        at.y += SIZES[kind][2];
        const y = at.y - SIZES[kind][2] * 0.28;
        marks.push({ what: "text", text: words, x, y, font: font(kind), colour });
        if (!line && bullet) marks.push({ what: "text", text: bullet, x: x - 48, y, font: font(kind), colour: "brand" });
      });
    },
  };
}

const BESIDE = { width: INSIDE - 230 }; // the blocks stand there
const LISTED = { x: SIDE + 48, width: INSIDE - 48 };

function head(to, { on, business, headline }) {
  to.say("fine", `Visita gratuita de ${longDay(fromIsoDay(on))}`, { colour: "soft" });
  to.say("title", business, { colour: "brand" });
  if (headline) to.say("lead", headline);
}

function themeLine(to, theme, place) {
  if (place) to.line();
  to.gap(place ? 18 : 46);
  const top = to.at.y;
  to.say("strong", theme.name, BESIDE);
  to.say("fine", theme.level, { ...BESIDE, colour: theme.isGap ? "ink" : "soft" });
  to.blocks(top, { filled: theme.filled, isGap: theme.isGap });
}

function thing(to, { name, step }) {
  to.say(step ? "strong" : "text", name, { ...LISTED, bullet: "•" });
  if (step) to.say("fine", `Para começar: ${step}`, { ...LISTED, colour: "soft" });
  to.gap(10);
}

function part(to, title, lines) {
  if (!lines.length) return;
  to.gap(40);
  to.say("head", title, { colour: "brand" });
  to.gap(8);
  lines.forEach((line) => line());
}

/** What is drawn where, and the height of it all. */
export function layout(shown, context) {
  const to = pen(context);
  const agreed = [shown.due && `Novo contato: ${longDay(shown.due)}, às ${hour(shown.due)}`, shown.next && `Como você quer seguir: ${shown.next}`];
  head(to, shown);
  shown.themes.forEach((theme, place) => themeLine(to, theme, place));
  part(to, "Por onde começar", shown.gaps.map((text, place) => () => to.say("text", text, { ...LISTED, bullet: `${place + 1}.` })));
  part(to, "O que ficou com você", shown.left.map((one) => () => thing(to, one)));
  part(to, "O que combinamos", agreed.filter(Boolean).map((text) => () => to.say("text", text)));
  const foot = to.gap(44);
  return { marks: to.marks, foot, width: WIDTH, height: Math.round(to.gap(118)), side: SIDE, font };
}

/** Draw into this canvas; its size follows from what is told. */
export function drawInto(canvas, shown) {
  const plan = layout(shown, canvas.getContext("2d"));
  [canvas.width, canvas.height] = [plan.width, plan.height];
  paint(canvas.getContext("2d"), plan);
  return canvas;
}

/** The picture as a file. */
export const fileOf = (canvas, on) =>
  new Promise((ready, failed) => {
    canvas.toBlob((blob) => (blob ? ready(new File([blob], `resultado-${on}.png`, { type: "image/png" })) : failed(new Error("no picture"))), "image/png");
  });
