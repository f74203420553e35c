/* Paints what picture.js laid out: the awning, the mark, lines of text, blocks that grow. Colours are the look's tokens. */

const COLOURS = { bg: "#f5f1f3", surface: "#ffffff", ink: "#20131e", soft: "#53434f", brand: "#43123c", accent: "#ffb629", line: "#ddd1d9", full: "#6d2a63", none: "#e4d8e1" };
const BLOCKS = [[0, 45, 24], [42, 30, 39], [84, 15, 54], [126, 0, 69]]; // x, y, height
const MARK = ["M4 19.5a16 16 0 0 1 32 0V33a4 4 0 0 1-4 4H8a4 4 0 0 1-4-4z", "M13.5 30V12.5h6.8a5.7 5.7 0 0 1 0 11.4H13.5M20.5 24l4.2 4"];
const STRIPE = 90;

export function paint(context, plan) {
  fill(context, COLOURS.bg, 0, 0, plan.width, plan.height);
  awning(context, plan.width);
  card(context, plan);
  for (const mark of plan.marks) DRAW[mark.what](context, mark, plan);
  foot(context, plan);
}

function fill(context, colour, ...box) {
  context.fillStyle = colour;
  context.fillRect(...box);
}

/** The striped awning that opens the client's page. */
function awning(context, width) {
  for (let at = 0; at * STRIPE < width; at += 1) {
    context.fillStyle = at % 2 ? COLOURS.accent : COLOURS.brand;
    context.fillRect(at * STRIPE, 0, STRIPE, 70);
    context.beginPath();
    context.arc(at * STRIPE + STRIPE / 2, 70, STRIPE / 2, 0, Math.PI);
    context.fill();
  }
}

function card(context, { width, foot: end }) {
  context.fillStyle = COLOURS.surface;
  context.beginPath();
  context.roundRect(32, 152, width - 64, end - 152, 36);
  context.fill();
}

const DRAW = {
  text(context, { text, x, y, font, colour }) {
    context.font = font;
    context.fillStyle = COLOURS[colour];
    context.fillText(text, x, y);
  },
  line(context, { y }, { side, width }) {
    fill(context, COLOURS.line, side, y, width - 2 * side, 2);
  },
  blocks(context, { x, y, filled, isGap }) {
    BLOCKS.forEach(([left, top, height], at) => {
      const isOn = at < filled;
      context.beginPath();
      context.roundRect(x + left, y + top, 33, height, 5);
      context.fillStyle = isOn ? (isGap ? COLOURS.accent : COLOURS.full) : COLOURS.none;
      context.fill();
      context.strokeStyle = isOn && isGap ? COLOURS.brand : COLOURS.full;
      context.lineWidth = 3;
      context.stroke();
    });
  },
};

/** Who says so, and where to ask. */
function foot(context, { foot: top, side, font }) {
  context.save();
  context.translate(side, top + 24);
  context.scale(1.8, 1.8);
  context.fillStyle = COLOURS.accent;
  context.fill(new Path2D(MARK[0]));
  context.strokeStyle = COLOURS.brand;
  [context.lineWidth, context.lineCap, context.lineJoin] = [4, "round", "round"];
  context.stroke(new Path2D(MARK[1]));
  context.restore();
  context.fillStyle = COLOURS.brand;
  context.font = font("strong");
  context.fillText("Rota Ativa", side + 92, top + 58);
  context.fillStyle = COLOURS.soft;
  context.font = font("fine");
  context.fillText("Dúvidas? 0800 570 0800, ligação grátis", side + 92, top + 98);
}
