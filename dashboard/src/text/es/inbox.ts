import type { Text } from "../text";

export const inbox: Text["inbox"] = {
  title: "Bandeja",
  show: "Mostrar",
  states: { open: "Abiertos", all: "Todos" },
  emergencies: "Emergencias",
  messages: "Mensajes",
  noEmergency: "Ninguna emergencia abierta",
  noMessage: "Nada espera",
  noMessageWhat: "Los mensajes de quienes llaman aparecen aquí.",
  kinds: { words: "Mensaje", voicemail: "Buzón de voz", text: "Mensaje de texto" },
  urgent: "Urgente",
  taken: "Atendido",
  takenByYou: "Suyo",
  isDone: "Hecho",
  acknowledged: "Confirmada",
  acknowledge: "Confirmar",
  take: "Atender",
  done: "Marcar como hecho",
  reopen: "Abrir de nuevo",
  toCall: "Ver la llamada",
};
