import { plural } from "../plural";
import type { Text } from "../text";

export const today: Text["today"] = {
  title: "Hoy",
  answering: "Contestando llamadas",
  notAnswering: {
    trial: "Contestando llamadas (prueba)",
    inactive: "Sin contestar: fuera de servicio",
    suspended: "Sin contestar: suspendida",
    noNumber: "Ningún número conectado todavía",
  },
  openEmergencies: (count) => plural("es", count, { one: "# emergencia abierta", other: "# emergencias abiertas" }),
  openMessages: (count) => plural("es", count, { one: "# mensaje espera", other: "# mensajes esperan" }),
  nothingOpen: "Nada pendiente.",
  thisWeek: "Últimos 7 días",
  calls: "Llamadas",
  booked: "Visitas reservadas",
  cost: "Costo",
  perCall: (money) => `${money} por llamada`,
  afterHours: "Fuera de horario",
  before: (figure) => `${figure} la semana anterior`,
  byDay: "Llamadas por día",
  day: "Día",
  latest: "Últimas llamadas",
  allCalls: "Todas las llamadas",
  noCalls: "Aún sin llamadas",
  callNumber: (number) => `Llame al ${number} y verá la llamada aquí segundos después de que termine.`,
  connectFirst: "Conecte un número de teléfono y las llamadas aparecerán aquí.",
  setup: {
    unfinished: "Su recepción aún no está en marcha",
    unfinishedWhat: "Faltan unos minutos: siga donde lo dejó.",
    goOn: "Seguir con la configuración",
    firstDays: "Sus primeros días",
    firstDaysWhat: "Desvíe su línea, llame, invite a su equipo, regístrese para textos.",
    open: "Abrir la lista",
  },
};
