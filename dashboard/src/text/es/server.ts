// What the API says in English, in Spanish: by the whole sentence, with `{}` for each value. What is not here stays English; the test
// beside this file reads the API's sources and names what is missing.

export const SENTENCES: Record<string, string> = {
  // Fields
  "is required": "Es obligatorio.",
  "must not be empty": "No puede quedar vacío.",
  "must be at most {} characters": "Puede tener como máximo {} caracteres.",
  "must be {} to {}": "Debe ser de {} a {}.",
  "must be one of {}": "Debe ser uno de estos: {}.",
  "must be {}": "Debe ser {}.",
  "must be an object": "Debe ser un objeto.",
  "is not a known field; did you mean `{}`?": "No es un campo conocido; ¿quiso decir `{}`?",
  "is not a known field": "No es un campo conocido.",
  "must be an instant such as 2026-11-23T16:00:00Z": "Debe ser un momento como 2026-11-23T16:00:00Z.",
  "must be a telephone number with its country code (E.164), such as +12145550100":
    "Debe ser un número de teléfono con su código de país, como +12145550100.",
  "is not a telephone number that can exist": "No es un número de teléfono que pueda existir.",
  "is needed for texts": "Hace falta para los mensajes de texto.",
  "this stands for a withheld number": "Esto representa un número oculto.",
  "not an e-mail address, such as dana@example.com": "No es un correo electrónico, como dana@example.com.",
  "must be your own verified e-mail address": "Debe ser su propio correo verificado.",
  "is not a time zone; name one such as America/Chicago": "No es una zona horaria; por ejemplo America/Chicago.",
  "name a zone such as America/Chicago": "Indique una zona como America/Chicago.",
  "must be an IP address or a range such as 203.0.113.0/24 or 2001:db8::/32":
    "Debe ser una dirección IP o un rango como 203.0.113.0/24 o 2001:db8::/32.",
  "names an address within a range; the range itself begins at {}":
    "Indica una dirección dentro de un rango; el rango empieza en {}.",
  "has at most {} ranges; this one has {}": "Puede tener como máximo {} rangos; este tiene {}.",
  "name at least one": "Elija al menos uno.",
  "must not begin and end at the same time": "No puede empezar y terminar a la misma hora.",
  "must be the id of the company to erase": "Debe ser el identificador de la empresa que se va a borrar.",
  "repeats the number of the path": "Repite el número de la dirección.",
  "data is kept for {} to {} days": "Los datos se guardan de {} a {} días.",
  "recordings are kept for 30, 90, 180 or 365 days": "Las grabaciones se guardan 30, 90, 180 o 365 días.",
  "must be `published`, `draft` or the number of a version":
    "Debe ser `published`, `draft` o el número de una versión.",

  // The company's questions
  "ask at most 25 questions": "Haga como máximo 25 preguntas.",
  "two questions have the same id": "Dos preguntas tienen el mismo nombre para programas.",
  "is not one of the job types": "No es uno de los servicios.",
  "a question's id is 1 to 32 lower-case letters, digits or underscores":
    "El nombre para programas tiene de 1 a 32 letras minúsculas, dígitos o guiones bajos.",
  "word the question in the first language of the agent": "Escriba la pregunta en el primer idioma del agente.",
  "the agent does not speak this language": "El agente no habla este idioma.",
  "a question of the trade has a kind of its own": "Una pregunta usual ya tiene su tipo de respuesta.",
  "a question of the trade has choices of its own": "Una pregunta usual ya tiene sus respuestas.",
  "only the kind choice has choices": "Solo una pregunta de elegir tiene respuestas para elegir.",
  "list 2 to 12 choices": "Escriba de 2 a 12 respuestas.",
  "two choices are the same": "Dos respuestas son iguales.",
  "not_known always is an answer; leave it out": "not_known siempre es una respuesta; no la escriba.",
  "is asked for every visit": "Se pregunta en cada visita.",
  "list it after the question that it follows": "Póngala después de la pregunta a la que sigue.",

  // Configuration
  "these hours overlap": "Estas horas se superponen.",
  "the hours overlap on {}": "Las horas se superponen el {}.",
  "the special hours of {} overlap": "Las horas especiales del {} se superponen.",
  "{} is listed more than once": "{} aparece más de una vez.",
  "the closure on {} needs a name of 1 to 60 characters": "El cierre del {} necesita un nombre de 1 a 60 caracteres.",
  "list 1 to 12 arrival windows": "Indique de 1 a 12 franjas de llegada.",
  "two arrival windows have the id {}": "Dos franjas de llegada tienen el identificador {}.",
  "not a slot: expected a date and an arrival window, such as 2026-11-24_morning":
    "No es una franja: se espera una fecha y una franja de llegada, como 2026-11-24_morning.",
  "visits are booked 1 to 60 days ahead": "Las visitas se reservan con 1 a 60 días de antelación.",
  "a ZIP code has five digits, such as 75201": "Un código postal tiene cinco dígitos, como 75201.",
  "a ZIP area is the first three to five digits of ZIP codes, such as 752":
    "Son los primeros tres a cinco dígitos de códigos postales, como 752.",
  "a job type's id is 1 to 32 lower-case letters, digits or dashes":
    "El identificador de un servicio tiene de 1 a 32 letras minúsculas, dígitos o guiones.",
  "list 1 to 30 job types": "Indique de 1 a 30 servicios.",
  "two job types have the same id": "Dos servicios tienen el mismo identificador.",
  "a visit takes 15 to 720 minutes": "Una visita dura de 15 a 720 minutos.",
  "a discount is 0 to 100 percent": "Un descuento es de 0 a 100 por ciento.",
  "ring for 5 to 60 seconds": "El timbre suena de 5 a 60 segundos.",
  "list at most 9 languages": "Indique como máximo 9 idiomas.",
  "list at most 10 people": "Indique como máximo 10 personas.",
  "list at most 500 ZIP areas": "Indique como máximo 500 zonas postales.",
  "list at most 200 cities": "Indique como máximo 200 ciudades.",
  "list at most 20 offices": "Indique como máximo 20 oficinas.",
  "list at most 50 cities": "Indique como máximo 50 ciudades.",
  "answer at most 50 questions": "Responda como máximo 50 preguntas.",
  "list at most 50 subjects": "Indique como máximo 50 temas.",
  "block at most 1000 numbers": "Bloquee como máximo 1000 números.",
  "lies outside the opening hours of every day, in whole or in part, and is never offered":
    "Queda fuera del horario de todos los días, del todo o en parte, y nunca se ofrece.",
  "the company is not open for the whole window on {}, so the window is not offered then":
    "La empresa no abre durante toda la franja el {}, así que ese día no se ofrece.",
  "is a number that this front desk answers: a call forwarded to it would come back here":
    "Es un número que contesta esta recepción: una llamada desviada a él volvería aquí.",
  "{} stands for every withheld number: it can be neither called nor blocked":
    "{} representa todo número oculto: no se puede llamar ni bloquear.",
  "the configuration has {} bytes; at most {} are allowed, so shorten it by {}. Its largest fields: {}":
    "La configuración tiene {} bytes; se permiten como máximo {}, así que acórtela en {}. Sus campos más largos: {}",
  "the instructions that the model gets from the configuration have {} bytes; at most {} are allowed, so shorten it by {}. Its largest fields: {}":
    "Las instrucciones que el modelo recibe de la configuración tienen {} bytes; se permiten como máximo {}, así que acórtelas en {}. Sus campos más largos: {}",
  "is not the SID of a messaging service: MG and 32 hexadecimal digits":
    "No es el SID de un servicio de mensajería: MG y 32 cifras hexadecimales.",

  // Twilio
  "not a Twilio id: expected {} followed by 32 hexadecimal digits":
    "No es un identificador de Twilio: empieza con {} y siguen 32 cifras hexadecimales.",
  "Twilio rejects this account SID with this auth token: copy both from Twilio's console.":
    "Twilio rechaza este Account SID con este auth token: copie ambos de la consola de Twilio.",
  "Twilio does not know this account or number.": "Twilio no conoce esta cuenta o este número.",
  "Twilio limits the rate of requests: try again in a minute.":
    "Twilio limita las solicitudes: inténtelo de nuevo en un minuto.",
  "Twilio cannot be reached, or sends an unexpected response: try again in a minute.":
    "No se puede contactar con Twilio, o su respuesta no es la esperada: inténtelo de nuevo en un minuto.",
  "the Twilio account is suspended or closed": "La cuenta de Twilio está suspendida o cerrada.",
  "No Twilio credentials are stored: store the account SID and auth token.":
    "No hay credenciales de Twilio guardadas: guarde el Account SID y el auth token.",
  "the number is not in the company's Twilio account": "El número no está en la cuenta de Twilio de la empresa.",
  "the number cannot receive calls, only text messages": "El número no recibe llamadas, solo mensajes de texto.",
  "another request is changing the credentials; try again":
    "Otra solicitud está cambiando las credenciales; inténtelo de nuevo.",
  "no credentials for {} are stored": "No hay credenciales guardadas de {}.",

  // Buying a number
  "Twilio no longer offers this number: choose another one (Twilio's error {})":
    "Twilio ya no ofrece este número: elija otro (error {} de Twilio).",
  "your Twilio account is a trial, which gets one number: upgrade the account in Twilio's console (Twilio's error {})":
    "Su cuenta de Twilio es de prueba y solo tiene un número: amplíela en la consola de Twilio (error {} de Twilio).",
  "your Twilio account is not active, usually for lack of funds: add funds in Twilio's console (Twilio's error {})":
    "Su cuenta de Twilio no está activa, casi siempre por falta de saldo: añada saldo en la consola de Twilio (error {} de Twilio).",
  "this number needs an address in your Twilio account: add one in Twilio's console, or choose another number (Twilio's error {})":
    "Este número necesita una dirección en su cuenta de Twilio: añádala en la consola de Twilio o elija otro número (error {} de Twilio).",
  "this number needs a regulatory bundle in your Twilio account: submit one in Twilio's console, or choose another number (Twilio's error {})":
    "Este número necesita documentación (regulatory bundle) en su cuenta de Twilio: envíela en la consola de Twilio o elija otro número (error {} de Twilio).",
  "Twilio refuses to sell this number: see Twilio's error {}":
    "Twilio no vende este número: consulte el error {} de Twilio.",
  "Twilio refuses to sell this number, and gives no reason: try again, or buy one in Twilio's console":
    "Twilio no vende este número y no dice por qué: inténtelo de nuevo o cómprelo en la consola de Twilio.",
  "Twilio did not say whether it sold the number: try the same number again, which does not buy it twice, before you choose another one":
    "Twilio no dijo si vendió el número: intente de nuevo con el mismo, que no se compra dos veces, antes de elegir otro.",
  "at most {} numbers can be ordered in a day": "Se pueden pedir como máximo {} números al día.",
  "an area code has three digits and begins with 2 to 9": "Un código de área tiene tres dígitos y empieza por 2 a 9.",
  "only local numbers of the United States have a ZIP code":
    "Solo los números locales de Estados Unidos tienen código postal.",
  "two to ten digits": "De dos a diez dígitos.",
  "accept that Twilio charges your account for the number": "Acepte que Twilio cobre el número a su cuenta.",

  // Webhooks
  "must be a URL such as https://hooks.example.com/front-desk":
    "Debe ser una URL como https://hooks.example.com/front-desk.",
  "must begin with https://": "Debe empezar por https://.",
  "must not contain a user name or a password": "No puede contener un usuario ni una contraseña.",
  "must use port 443": "Debe usar el puerto 443.",
  "must name a host, not an IP address": "Debe indicar un nombre de servidor, no una dirección IP.",
  "must name a host on the public internet": "Debe indicar un servidor de la internet pública.",

  // Conflicts
  "it does not exist": "No existe.",
  "it was changed by another request": "Otra solicitud lo cambió.",
  "a value does not fit the stored data": "Un valor no encaja con los datos guardados.",
  "the number is already connected to a company": "El número ya está conectado a una empresa.",
  "the number is not connected to this company": "El número no está conectado a esta empresa.",
  "the credentials were changed by another request; try again":
    "Otra solicitud cambió las credenciales; inténtelo de nuevo.",
  "numbers are connected: {}. Disconnect them first, while the credentials still work at Twilio; or repeat the request with connected_numbers=keep: their callers then reach the forwarding number":
    "Hay números conectados: {}. Desconéctelos primero, mientras las credenciales funcionan en Twilio; si los conserva, quienes llamen llegan al número de desvío.",
  "at most {} numbers can be connected": "Se pueden conectar como máximo {} números.",
  "a company with this id already exists": "Ya existe una empresa con este identificador.",
  "deactivate the company before erasing it": "Desactive la empresa antes de borrarla.",
  "an operator of the platform suspended the company, and only an operator can lift the suspension":
    "Un operador de la plataforma suspendió la empresa, y solo un operador puede levantar la suspensión.",
  "this version was never published; publish it instead": "Esta versión nunca se publicó; publíquela.",
  "this version was published and never changes; save a new draft instead":
    "Esta versión se publicó y no cambia nunca; guarde un borrador nuevo.",
  "only the version saved last can be replaced; save a new draft instead":
    "Solo se puede reemplazar la última versión guardada; guarde un borrador nuevo.",
  "at most {} versions of the configuration are kept, and the oldest one is less than a day old; try again tomorrow":
    "Se guardan como máximo {} versiones, y la más antigua tiene menos de un día; inténtelo mañana.",
  "the configuration has no such version": "La configuración no tiene esa versión.",
  "a person with this e-mail address already belongs to the company":
    "Una persona con este correo ya es de la empresa.",
  "at most {} people can belong to a company": "Una empresa puede tener como máximo {} personas.",
  "a company needs at least one owner; make another person an owner first":
    "Una empresa necesita al menos un propietario; nombre antes a otro.",
  "you already belong to a company": "Usted ya es de una empresa.",
  "you belong to a company already": "Usted ya es de una empresa.",
  "you have founded a company before, and a person founds one; ask an operator of the platform for another":
    "Usted ya fundó una empresa, y cada persona funda una; pida otra a un operador de la plataforma.",
  "this person has already accepted the invitation": "Esta persona ya aceptó la invitación.",
  "the invitation is no longer valid; ask for a new one": "La invitación ya no es válida; pida una nueva.",
  "the invitation was made for another e-mail address; sign in with that one, or ask for a new invitation":
    "La invitación se hizo para otro correo; inicie sesión con ese, o pida una invitación nueva.",
  "at most {} API keys can be in use; revoke one first": "Se pueden usar como máximo {} claves; revoque antes una.",
  "the API key was revoked or has expired": "La clave se revocó o caducó.",
  "the last place of this window is taken; choose another window":
    "El último lugar de esta franja está ocupado; elija otra franja.",
  "the other number has numbers of its own merged into it; undo that first":
    "El otro número tiene números unidos a él; deshaga eso primero.",
  "one of the two numbers is blocked; block both or none first":
    "Uno de los dos números está bloqueado; bloquee antes los dos o ninguno.",
  "a customer has at most {} numbers": "Un cliente tiene como máximo {} números.",
  "the visit is cancelled; book a new one": "La visita está cancelada; reserve una nueva.",
  "at most {} webhooks can be registered; remove one first":
    "Se pueden registrar como máximo {} webhooks; quite antes uno.",
  "the delivery is on its way already": "La entrega ya está en camino.",
  "a delivery has at most {} attempts": "Una entrega tiene como máximo {} intentos.",
  "an export is being prepared already": "Ya se está preparando una exportación.",
  "the export is not ready yet": "La exportación todavía no está lista.",
  "the webhook is disabled; enable it first": "El webhook está desactivado; actívelo antes.",
  "the company is not active: until it is, nothing but reading works":
    "La empresa no está activa: hasta que lo esté, solo se puede leer.",
  "the recording is not copied yet; try again in a minute":
    "La grabación todavía no está copiada; inténtelo de nuevo en un minuto.",
  "an acknowledgement cannot be withdrawn": "Un acuse de recibo no se puede retirar.",
  "only an owner or a manager can change the forwarding number and the people on call":
    "Solo un propietario o un gerente puede cambiar el número de desvío y las personas de guardia.",
  "name a person of the company who has signed in and may read customers":
    "Indique una persona de la empresa que haya iniciado sesión y pueda ver a los clientes.",
  "the same request is in progress": "La misma solicitud está en curso.",
  "this Idempotency-Key was used for another request; use a new one":
    "Esta Idempotency-Key se usó para otra solicitud; use una nueva.",

  // Test calls
  "there is no such test call, or no such version of the configuration":
    "No existe esa llamada de prueba, o esa versión de la configuración.",
  "the test call is over; begin another one": "La llamada de prueba terminó; empiece otra.",
  "the test call has {} bytes; at most {} are allowed before a turn, and it has {} more. Hang up, and begin another one":
    "La llamada de prueba tiene {} bytes; antes de un turno se permiten como máximo {}, y tiene {} más. Cuelgue y empiece otra.",
  "this test call reads customers, which you may not; begin one of your own":
    "Esta llamada de prueba ve a los clientes, y usted no puede; empiece una propia.",
  "another turn of the same test call was saved first": "Otro turno de la misma llamada de prueba se guardó antes.",
  "has {} characters; at most {} are allowed": "Tiene {} caracteres; se permiten como máximo {}.",
  "has {} keys; at most {} are allowed": "Tiene {} teclas; se permiten como máximo {}.",
  "must be keys of a telephone: 0 to 9, * and #": "Deben ser teclas de un teléfono: 0 a 9, * y #.",

  // Calls to other countries
  "must be + and the first digits of telephone numbers, with a whole country code, such as +52 or +1242":
    "Debe ser + y los primeros dígitos de números de teléfono, con el código de país completo, como +52 o +1242.",
  "covers premium numbers only, which are never called":
    "Solo abarca números de tarifa especial, a los que nunca se llama.",
  "list at most {} prefixes": "Indique como máximo {} prefijos.",
  "Calls are no longer transferred to {}.": "Las llamadas ya no se transfieren a {}.",

  // Scenarios
  "at most {} scenarios can be kept; remove one first": "Se pueden guardar como máximo {} escenarios; quite uno antes.",
  "is required without call_id": "Es obligatorio si no se indica una llamada.",
  "send turns or call_id, not both": "Indique los turnos o la llamada, no ambos.",
  "there is no such call": "No existe esa llamada.",
  "the caller of this call said nothing": "En esta llamada, quien llamó no dijo nada.",
  "a turn is words, [silence], [hang up], [keys 1#] or [unclear] words: {}":
    "Un turno son palabras, [silence], [hang up], [keys 1#] o [unclear] y palabras: {}",
  "list 1 to {} turns": "Indique de 1 a {} turnos.",
  "has more than {} characters": "Tiene más de {} caracteres.",
  "list at most {}": "Indique como máximo {}.",
  "words have at most {} characters": "Las palabras tienen como máximo {} caracteres.",
  "the version has not been tested: begin a run of its scenarios":
    "La versión no se ha probado: empiece una prueba de sus escenarios.",
  "the run of its scenarios has not ended": "La prueba de sus escenarios no ha terminado.",
  "some calls of the run were never made: begin another run":
    "Algunas llamadas de la prueba no se hicieron: empiece otra prueba.",
  "it does not pass its scenarios": "No pasa sus escenarios.",
  "a scenario was made since: begin another run": "Después se hizo un escenario: empiece otra prueba.",
};

// The sentences with the most words of their own come first: `must be {}` fits many others.
const PATTERNS = Object.entries(SENTENCES)
  .map(([english, spanish]) => {
    const parts = english.split("{}").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return { own: english.replaceAll("{}", "").length, pattern: new RegExp(`^${parts.join("(.+?)")}$`, "s"), spanish };
  })
  .sort((one, other) => other.own - one.own);

export function server(message: string): string {
  for (const { pattern, spanish } of PATTERNS) {
    const values = pattern.exec(message)?.slice(1);
    if (values) return spanish.replaceAll("{}", () => values.shift() ?? "");
  }
  return message;
}
