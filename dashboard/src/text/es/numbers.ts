import type { NumbersText } from "../numbers";

const number = (phone: string | undefined) => phone ?? "El número";

export const es: NumbersText = {
  title: "Números",
  check: "Prueba de conexión",
  checkAgain: "Probar de nuevo",
  checking: "Probando…",
  works: "Las llamadas llegan a su agente",
  broken: "No todas las llamadas llegan a su agente",
  results: { right: "Funciona", advice: "Consejo", wrong: "Mal", not_reached: "Tras lo de arriba" },
  parts: {
    service: "Servicio",
    numbers: "Números",
    twilio_credentials: "Cuenta de Twilio",
    numbers_at_twilio: "Llamadas en Twilio",
    texts_at_twilio: "Textos en Twilio",
    webhook: "Camino de Twilio a nosotros",
    model: "El modelo del agente",
    people: "Personas de contacto",
  },
  findings: {
    suspended: () => "Un operador suspendió la empresa: no se contestan sus llamadas. Contacte a la plataforma.",
    inactive: () => "La empresa está fuera de servicio: no se contestan sus llamadas.",
    testMode: () => "El modo de prueba está activo: se contesta, pero no se reserva nada.",
    noNumber: () => "No hay ningún número conectado. Elija uno abajo.",
    noCredentials: () => "No hay cuenta de Twilio guardada. Guarde una abajo.",
    secretsUnavailable: () => "Por el momento no se pueden leer las credenciales guardadas.",
    secretsMalformed: () => "No se pueden leer las credenciales guardadas. Guárdelas de nuevo.",
    twilioMalformed: () => "No se pueden leer las credenciales de Twilio guardadas. Guárdelas de nuevo.",
    accountNotActive: () =>
      "Twilio suspendió o cerró la cuenta. Suele haber una factura sin pagar o falta una confirmación: entre en twilio.com.",
    tokenRejected: () => "Twilio ya no acepta el auth token: se reemplazó allí. Copie el nuevo.",
    credentialsRejected: () => "Twilio rechaza este Account SID con este auth token. Copie ambos de nuevo.",
    twilioUnknown: () => "Twilio no conoce esta cuenta o este número.",
    twilioLimited: () => "Twilio limita las solicitudes. Espere un minuto.",
    twilioUnreachable: () => "No se alcanza a Twilio. Espere un minuto; status.twilio.com muestra si tiene una falla.",
    twilioFailed: () => "No se alcanza a Twilio, o responde algo inesperado. Espere un minuto.",
    notHeld: (phone) =>
      `${number(phone)} ya no está en la cuenta de Twilio. Desconéctelo, o vea si se liberó en Twilio.`,
    notSet: (phone) => `Twilio no envía aquí todas las llamadas de ${number(phone)}: se cambió su configuración allí.`,
    textsNotSet: (phone) =>
      `Twilio no envía aquí los textos a ${number(phone)}, así que no llegan respuestas ni STOP. Si pertenece a un servicio de mensajes, póngalo en «Defer to sender's webhook».`,
    serviceUnknown: (service) =>
      `Twilio no conoce el servicio de mensajes ${service ?? "del agente"}, así que no se envía ningún texto. Corríjalo en la configuración del agente.`,
    notInService: (phone) =>
      `${number(phone)} no es remitente de su servicio de mensajes, así que ningún texto sale de él. Agréguelo al servicio en la consola de Twilio.`,
    serviceKeepsTexts: () =>
      "Su servicio de mensajes se queda con los textos que llegan, así que no nos llegan respuestas ni STOP. Póngalo en «Defer to sender's webhook» en la consola de Twilio.",
    serviceNotChecked: () => "Por el momento Twilio no muestra el servicio de mensajes. Espere un minuto.",
    signatureRejected: () =>
      "Aún no aceptamos la firma de Twilio. La aceptamos cinco minutos después de guardar las credenciales, o en la primera llamada.",
    webhookStatus: (status) =>
      `Nuestra propia dirección respondió con ${status ?? "?"}. Avise al operador de la plataforma.`,
    webhookUnreachable: () => "No se alcanza nuestra propia dirección. En una computadora: ¿está abierto el túnel?",
    noModelKey: () => "No hay clave para el modelo. Hasta entonces se desvía a quienes llaman.",
    modelKeyRejected: () => "El servidor del modelo rechaza la clave. Guarde otra.",
    modelLimited: () =>
      "El servidor del modelo limita nuestras solicitudes. Agregue crédito o suba el límite en platform.openai.com.",
    modelUnreachable: () =>
      "No se alcanza el servidor del modelo. Mientras tanto se desvía a quienes llaman; status.openai.com muestra si tiene una falla.",
    noForwarding: () => "No hay número de desvío: si algo falla, solo se puede dejar un mensaje de voz.",
    noOneOnCall: () => "Nadie está de guardia: una emergencia solo llama al número de desvío.",
    notAllowed: (phone) =>
      `No se transfieren llamadas a ${number(phone)}. Cámbielo, o pida a la plataforma que permita ese país.`,
    comesBack: (phone) =>
      `No se transfieren llamadas a ${number(phone)}, porque lo contesta este agente. Elija un celular o una segunda línea.`,
  },
  remedies: {
    checkAgain: "Probar de nuevo",
    liveNow: "Desactivar el modo de prueba",
    reactivate: "Ponerla en servicio",
    toNumbers: "A los números",
    toAccount: "A la cuenta",
    toKey: "A la clave",
    connectAgain: (phone) => `Conectar ${phone} de nuevo`,
    disconnect: (phone) => `Desconectar ${phone}`,
    people: "Indicar a quién se llama",
  },
  done: { connected: (phone) => `${phone} está conectado.`, disconnected: (phone) => `${phone} está desconectado.` },
  list: "Sus números",
  noAccount: "Guarde su cuenta de Twilio abajo, y aquí aparecen sus números.",
  noneInAccount: "La cuenta aún no tiene número. Compre uno con Voice en la consola de Twilio.",
  connect: "Conectar",
  connected: "Lo contesta el agente",
  notSet: "Configuración cambiada en Twilio",
  notHeld: "No está en la cuenta",
  textsOnly: "Solo textos",
  disconnect: "Desconectar",
  disconnectTitle: (phone) => `¿Desconectar ${phone}?`,
  disconnectWhat: "El agente deja de contestarlo y Twilio deja de enviar sus llamadas. Puede conectarlo de nuevo.",
  account: "Cuenta de Twilio",
  replace: "Reemplazar",
  forget: "Borrar",
  forgetTitle: "¿Borrar las credenciales de Twilio?",
  forgetWhat: "El agente ya no contesta: quienes llaman llegan a su número de desvío, o dejan un mensaje de voz.",
  previous: "El token anterior todavía se acepta durante una hora.",
  dropPrevious: "Dejar de aceptarlo ya",
  key: "Clave para el modelo",
  keyLead:
    "Con una clave de OpenAI propia, el modelo se le cobra a usted. Sin ella se usa la de la plataforma, si la hay.",
  keyEnds: (lastFour) => `La clave termina en ${lastFour}`,
  keyLabel: "Clave de OpenAI",
  keySave: "Comprobar y guardar",
  keyReplace: "Reemplazar",
  keyForget: "Borrar",
  keyForgetTitle: "¿Borrar la clave?",
  keyForgetWhat: "Sin ninguna clave se desvía a quienes llaman.",
  byHand: "Configurar un número a mano",
  byHandWhat:
    "Conectar un número pone todas sus direcciones en Twilio. Para ponerlas a mano en la consola de Twilio, cada una con HTTP POST:",
  byHandFallback:
    "La dirección de «Primary handler fails» está firmada para su empresa y su número de desvío, así que solo se pone al conectar. Déjela como está.",
  addresses: { voice: "Entra una llamada", status: "Cambia el estado", message: "Entra un mensaje" },
};
