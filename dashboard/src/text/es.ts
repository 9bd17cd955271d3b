import { calls } from "./es/calls";
import { inbox } from "./es/inbox";
import { today } from "./es/today";
import type { First, Text } from "./text";

let translate = (message: string): string => message;
// The API's sentences are long, and none is on a first screen.
void import("./es/server").then((found) => {
  translate = found.server;
});

const problems: Text["problems"] = {
  offline: {
    title: "Sin conexión",
    what: "No podemos comunicarnos desde aquí. Revise su conexión y vuelva a intentarlo.",
  },
  "session-ended": {
    title: "Su sesión terminó",
    what: "Inicie sesión de nuevo para continuar. Lo que escribió se conserva.",
  },
  forbidden: {
    title: "No puede ver esto",
    what: "Su función no lo incluye. Un propietario de su empresa puede cambiarla.",
  },
  "sign-in-again": {
    title: "Inicie sesión de nuevo.",
    what: "Esto requiere un inicio de sesión de los últimos cinco minutos.",
  },
  "not-found": { title: "No se encontró", what: "No existe, o no es suyo." },
  conflict: { title: "Esto no es posible ahora.", what: "Algo cambió mientras tanto." },
  stale: { title: "Otra persona guardó antes.", what: "Cargue su versión, vea qué difiere y guarde de nuevo." },
  invalid: { title: "Falta corregir algo.", what: "Corrija los campos marcados." },
  "too-many": {
    title: "Demasiadas solicitudes",
    what: "Lo intentamos de nuevo en un momento. No tiene que hacer nada.",
  },
  budget: { title: "El presupuesto se agotó", what: "Las llamadas van a su número de desvío hasta que se renueve." },
  elsewhere: { title: "Twilio o el modelo no respondió", what: "No se cambió nada. Intente de nuevo en un minuto." },
  unavailable: { title: "Esto no se cargó", what: "Es un error nuestro, no suyo. Intente de nuevo en un momento." },
};

export const es: First = {
  common: {
    product: "Recepción",
    close: "Cerrar",
    back: "Atrás",
    cancel: "Cancelar",
    save: "Guardar",
    retry: "Intentar de nuevo",
    retryIn: (seconds) => `Nuevo intento en ${seconds} s`,
    loading: "Cargando",
    optional: "opcional",
    more: "Mostrar más",
    asTable: "Como tabla",
    shownIsOld: "Sin conexión. Lo que ve puede ser antiguo.",
    skip: "Ir al contenido",
    later: "Ahora no",
    signInAgain: "Iniciar sesión de nuevo",
    signedInAgain: "Ya inició sesión de nuevo. Ahora repítalo.",
    language: "Idioma",
    yes: "Sí",
    no: "No",
    by: { you: "usted", program: "Un programa", someone: "Alguien de la oficina" },
    secret: { copy: "Copiar", copied: "Copiado", share: "Compartir" },
  },
  problems,
  nav: {
    label: "Principal",
    customers: "Clientes",
    more: "Más",
    groups: { work: "Trabajo", agent: "Agente", figures: "Cifras", company: "Empresa", platform: "Plataforma" },
    /** Of screens whose words load later. */
    titles: {
      team: "Equipo",
      keys: "Claves de API",
      webhooks: "Webhooks",
      notifications: "Avisos",
      audit: "Registro de cambios",
      settings: "Ajustes",
      analytics: "Análisis",
      usage: "Uso y costo",
    },
    numbers: "Números",
    schedule: "Agenda",
    signOut: "Cerrar sesión",
    keys: "Atajos de teclado",
    keysHelp: "g y una letra abren una pantalla, / y Ctrl-K buscan, ? muestra las letras.",
    palette: {
      open: "Ir o buscar",
      title: "Ir a una pantalla o buscar",
      none: "Nada coincide",
      searchCalls: (words) => `Buscar «${words}» en las llamadas`,
      searchCompanies: (words) => `Buscar «${words}» en las empresas`,
      leave: "Salir de la empresa",
    },
    account: "Cuenta",
    testMode:
      "Modo de prueba: quien llama oye que es una prueba y no se reserva nada. Las emergencias sí avisan a la guardia.",
    offline: "Sin conexión.",
    entered: (company) => `Está en ${company} como operador.`,
    leave: "Salir",
    newVersion: "Hay una nueva versión de esta página.",
    reload: "Cargarla",
  },
  signIn: {
    title: "Iniciar sesión",
    lead: "La recepción que contesta cada llamada.",
    button: "Iniciar sesión",
    signUp: "¿Es nuevo? Al iniciar sesión se crea su cuenta.",
    operator: "Acceso de operadores",
    busy: "Un momento…",
    failed: "El inicio de sesión no terminó. Intente de nuevo.",
    development: "Esto es una computadora de desarrollo: la página siguiente no pide contraseña.",
  },
  roles: {
    owner: "Propietario",
    manager: "Gerente",
    dispatcher: "Despachador",
    viewer: "Observador",
    operator: "Operador",
  },
  companies: {
    platform: "Plataforma",
    audit: "Auditoría",
    account: "Cuenta de la empresa",
    title: "Empresas",
    search: "Nombre o número",
    none: "Ninguna empresa coincide",
    noNumber: "Ningún número conectado",
    statuses: { active: "Activa", trial: "Prueba", inactive: "Fuera de servicio", suspended: "Suspendida" },
  },
  today,
  calls,
  inbox,
  server: (message) => translate(message),
};
