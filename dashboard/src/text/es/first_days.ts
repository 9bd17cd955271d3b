import { plural } from "../plural";
import type { SetupText } from "../setup";

export const firstDays: SetupText["firstDays"] = {
  title: "Sus primeros días",
  done: (done, of) => `${done} de ${of} listos`,
  isDone: "listo",
  tick: "Ya lo hice",
  connect: "Conecte un número",
  connectWhat: "Hasta que haya un número conectado, nadie puede llamar a su agente.",
  call: (number) => `Llame al ${number}`,
  callWhat: "Llame desde su celular y escuche. La llamada aparece aquí unos segundos después de terminar.",
  forward: "Desvíe su línea al agente",
  forwardWhat: "Conserve el número de sus camiones. Desde esa línea, marque el código de lo que el agente debe tomar:",
  forwardNote:
    "El agente sigue viendo el número de quien llama. Empiece por las llamadas que no contesta: esas se pierden hoy. Algunas compañías tienen otros códigos o una página web; pregunte a la suya.",
  line: "Su línea es de",
  lines: {
    landline: "Línea fija o cable",
    att: "AT&T móvil",
    tmobile: "T-Mobile",
    verizon: "Verizon móvil",
  },
  when: {
    unanswered: "Las que no contesta",
    busy: "Si la línea está ocupada",
    unansweredOrBusy: "Sin contestar u ocupada",
    always: "Todas las llamadas",
  },
  stop: "para quitarlo:",
  invite: "Invite a su equipo",
  inviteWhat:
    "Los despachadores ven llamadas y mensajes y programan visitas. Los gerentes cambian lo que dice el agente.",
  texts: "Regístrese para enviar textos",
  textsWhat:
    "En EE. UU. solo se entregan textos de números registrados. En la consola de Twilio: Messaging, Regulatory Compliance. Tarda días, y las llamadas funcionan sin eso. Después active las confirmaciones por texto en los ajustes del agente.",
  lead: "Su agente está en marcha. Con esto lo aprovecha al máximo.",
  allDone: "Todo está listo.",
  show: "Mostrar en Hoy",
  toToday: "Ir a Hoy",
  leaveOut: "No nos hace falta",
  leftOut: (count) => plural("es", count, { one: "# paso omitido", other: "# pasos omitidos" }),
  showAgain: "Mostrar de nuevo",
};
