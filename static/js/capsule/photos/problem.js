/* Why a photo could not be kept, in words that help; the visit goes on without it (F08). */

const WORDS = {
  empty: "O arquivo da foto veio vazio. Tire a foto de novo.",
  heic: "Esta foto está em HEIC, um formato que este celular não abre. Tire outra com o botão Tirar foto.",
  not_image: "Este arquivo não é uma foto. Escolha uma foto ou tire outra agora.",
  too_big: "Esta foto é grande demais para este celular. Tire outra com o botão Tirar foto.",
  unreadable: "A foto não abriu: o arquivo pode estar estragado. Tire outra.",
  full: "O celular está sem espaço para a foto. A visita está guardada; apague fotos ou vídeos antigos e tente de novo.",
  limit: "Já são 4 fotos nesta visita. Apague uma para pôr outra.",
};

export class PhotoProblem extends Error {
  constructor(code) {
    super(WORDS[code]);
    this.name = "PhotoProblem";
    this.code = code;
  }
}

/** What went wrong in words, whoever threw it. */
export function wordsFor(problem) {
  if (problem instanceof PhotoProblem) return problem.message;
  return WORDS[problem?.name === "QuotaExceededError" ? "full" : "unreadable"];
}
