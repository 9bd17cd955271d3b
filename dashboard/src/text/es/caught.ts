import type { CaughtText } from "../caught";

export const caught: CaughtText = {
  title: "No se dijo",
  lead: "El modelo quiso decir estas frases. Quien llamó no las oyó. Los números están ocultos.",
  kinds: {
    safety: "Asegurar que no hay peligro",
    booking: "Visita que no se apartó",
    arrival: "Promesa de llegada",
    diagnosis: "Diagnóstico",
    price: "Precio que no está configurado",
    never_say: "Tema del que nunca se habla",
  },
  turn: (turn) => `Turno ${turn}`,
  rephrased: "se dijo con otras palabras",
  replaced: "se dijo una frase fija",
};
