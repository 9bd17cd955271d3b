// What the API says in English, in Spanish: by the whole sentence, with `{}` for a value. What is not here stays English.

const SENTENCES: Record<string, string> = {
  "not a Twilio id: expected AC followed by 32 hexadecimal digits":
    "No es un Account SID: empieza con AC y siguen 32 cifras hexadecimales.",
  "Twilio rejects this account SID with this auth token: copy both from Twilio's console.":
    "Twilio rechaza este Account SID con este auth token: copie ambos de la consola de Twilio.",
  "Twilio does not know this account or number.": "Twilio no conoce esta cuenta o este número.",
  "the Twilio account is suspended or closed": "La cuenta de Twilio está suspendida o cerrada.",
  "the number is not in the company's Twilio account": "El número no está en la cuenta de Twilio de la empresa.",
  "the number cannot receive calls, only text messages": "El número no recibe llamadas, solo mensajes de texto.",
  "the number is already connected to a company": "El número ya está conectado a una empresa.",
  "must be a telephone number with its country code (E.164), such as +12145550100":
    "Debe ser un número de teléfono con su código de país, como +12145550100.",
  "must not be empty": "No puede quedar vacío.",
  "a ZIP area is the first three to five digits of ZIP codes, such as 752":
    "Son los primeros tres a cinco dígitos de códigos postales, como 752.",
  "is not a time zone; name one such as America/Chicago": "No es una zona horaria; por ejemplo America/Chicago.",
  "these hours overlap": "Estas horas se superponen.",
  "the invitation is no longer valid; ask for a new one": "La invitación ya no es válida; pida una nueva.",
  "the invitation was made for another e-mail address; sign in with that one, or ask for a new invitation":
    "La invitación se hizo para otro correo; inicie sesión con ese, o pida una invitación nueva.",
};

const PATTERNS = Object.entries(SENTENCES).map(([english, spanish]) => {
  const pattern = english.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace("\\{\\}", "(.+)");
  return { pattern: new RegExp(`^${pattern}$`), spanish };
});

export function server(message: string): string {
  for (const { pattern, spanish } of PATTERNS) {
    const found = pattern.exec(message);
    if (found) return spanish.replace("{}", found[1] ?? "");
  }
  return message;
}
