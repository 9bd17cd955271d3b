import type { SetupText } from "../setup";

export const twilio: SetupText["twilio"] = {
  lead: "Copie ambos de la primera página de la consola de Twilio, en Account Info. Los probamos al instante.",
  replaceLead:
    "Probamos las credenciales nuevas antes de reemplazar las actuales. Si son de otra cuenta, se muestran sus números.",
  sid: "Account SID",
  token: "Auth token",
  tokenHelp: "Se guarda cifrado y no se vuelve a mostrar, tampoco a usted.",
  check: "Comprobar y guardar",
  checking: "Preguntando a Twilio…",
  account: "Cuenta de Twilio",
  health: { works: "Funciona", refused: "Rechazada", unknown: "Sin comprobar" },
  tokenEnds: (lastFour) => `El token termina en ${lastFour}`,
  checked: (when) => `comprobado ${when}`,
  disconnected: (numbers) => `Desconectados, porque esta cuenta no los tiene: ${numbers}`,
};
