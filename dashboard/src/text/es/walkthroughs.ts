import type { WalkthroughText } from "../walkthroughs";

export const walkthroughs: WalkthroughText = {
  titles: {
    twilio: "Cómo obtener Twilio",
    first_minutes: "Los primeros cinco minutos",
    dispatcher_morning: "La mañana de un despachador",
  },
  open: {
    twilio: "¿No tiene Twilio? Vea cómo obtenerlo",
    first_minutes: "Vea los primeros cinco minutos",
    dispatcher_morning: "Vea la mañana de un despachador",
  },
  about:
    "Un video sin sonido, con pantallas en inglés: los subtítulos lo dicen todo. Presione una línea para ir a ese punto.",
  steps: "Lo que muestra el video",
  failed: "El video no se reproduce aquí. Lo que dice está abajo, si la conexión lo permite.",
};
