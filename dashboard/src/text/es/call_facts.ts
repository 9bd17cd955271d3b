import type { Text } from "../text";

export const callFacts: Text["callFacts"] = {
  facts: "Datos",
  started: "Inicio",
  length: "Duración",
  number: "Llamó a",
  language: "Idioma",
  version: "Configuración",
  identity: "Identidad",
  identities: {
    attested: "Confirmada por la operadora",
    matched: "Confirmada en la llamada",
    claimed: "Número sin confirmar",
    withheld: "Número oculto",
  },
  cost: "Costo",
  costs: { model: "Modelo", recognition: "Reconocimiento de voz", speech: "Voz", telephone: "Teléfono" },
  total: "Total",
  models: "Respondió",
  tookOver: (times) => `segundo modelo ${times}×`,
  cachedShare: "Leído de la caché",
  speed: "Rapidez",
  median: "Respuesta típica",
  slowest: "Respuesta más lenta",
  followed: {
    title: "Qué se envió",
    textBack: "SMS a quien colgó",
    toCustomer: "Al cliente",
    webhook: "A un webhook",
  },
};
