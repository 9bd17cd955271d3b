import type { talk as english } from "../en/talk";

/** Las palabras de una llamada de prueba por voz. */
export const talk: typeof english = {
  title: "Por voz",
  lead: "O hable con el agente por el micrófono de esta computadora o teléfono. Twilio cobra la llamada a su cuenta.",
  begin: "Hablar con él",
  needsTwilio: "Para hablar con el agente aquí, su empresa necesita credenciales de Twilio.",
  toTelephone: "Configurar el teléfono",
  states: {
    idle: "",
    microphone: "Su navegador pide el micrófono. Permítalo.",
    connecting: "Conectando con el agente…",
    talking: "En la llamada",
    ended: "La llamada terminó.",
    failed: "",
  },
  reconnecting: "Se perdió la conexión. Conectando de nuevo…",
  muted: "Su micrófono está apagado.",
  length: "Duración de la llamada",
  cancel: "Cancelar",
  mute: "Silenciar",
  hangUp: "Colgar",
  keys: "Teclas",
  key: (digit) => `Tecla ${digit === "*" ? "asterisco" : digit === "#" ? "numeral" : digit}`,
  again: "Hablar de nuevo",
  retry: "Intentar de nuevo",
  see: "Ver lo que se dijo",
  said: "Lo que se dijo",
  nothingSaid: "No se dijo nada.",
  failures: {
    denied:
      "El micrófono no está permitido. Permítalo para esta página en la configuración de su navegador e intente de nuevo.",
    absent: "No se encontró ningún micrófono. Conecte uno e intente de nuevo.",
    busy: "No se puede usar el micrófono. Cierre otros programas que lo usan e intente de nuevo.",
    unsupported: "Este navegador no puede hacer llamadas. Use una versión actual de Chrome, Edge, Firefox o Safari.",
    expired: "El permiso para llamar caducó. Intente de nuevo.",
    unreachable: "No se puede llegar a Twilio desde esta red. Revise su conexión y su firewall e intente de nuevo.",
    twilio: "Twilio terminó la llamada con un error. Intente de nuevo; si sigue, revise la conexión del teléfono.",
  },
  code: (code) => `Código de Twilio: ${code}`,
};
