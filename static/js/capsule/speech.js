/* Words read aloud by the phone itself, never by a voice somewhere else. */

export const canSpeak = () => globalThis.speechSynthesis?.getVoices().some(({ lang, localService }) => localService && lang.startsWith("pt"));

export function speak(text) {
  const words = new SpeechSynthesisUtterance(text);
  words.lang = "pt-BR";
  speechSynthesis.cancel();
  speechSynthesis.speak(words);
}
