/* Which PINs are too easy to guess. */
import { PIN_LENGTH } from "./pin.js";

const isRun = (pin, step) => [...pin].every((digit, at) => !at || (Number(digit) - Number(pin[at - 1]) + 10) % 10 === step);
const isRepeated = (pin) => [1, 2, 3].some((size) => pin === pin.slice(0, size).repeat(PIN_LENGTH / size));

/** Why this PIN won't do, in words, or "". */
export function pinProblem(pin) {
  if (!/^\d{6}$/.test(pin)) return "O PIN tem 6 números.";
  if (isRepeated(pin)) return "Números repetidos são fáceis de adivinhar. Escolha outro.";
  return isRun(pin, 1) || isRun(pin, 9) ? "Números em sequência são fáceis de adivinhar. Escolha outro." : "";
}
