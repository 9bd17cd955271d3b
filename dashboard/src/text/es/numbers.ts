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
    service_suspended: () =>
      "Un operador suspendió la empresa: no se contestan sus llamadas. Contacte a la plataforma.",
    service_inactive: () => "La empresa está fuera de servicio: no se contestan sus llamadas.",
    test_mode: () => "El modo de prueba está activo: se contesta, pero no se reserva nada.",
    no_number: () => "No hay ningún número conectado. Elija uno abajo.",
    no_twilio_credentials: () => "No hay cuenta de Twilio guardada. Guarde una abajo.",
    secrets_unavailable: () => "Por el momento no se pueden leer las credenciales guardadas.",
    secrets_malformed: () => "No se pueden leer las credenciales guardadas. Guárdelas de nuevo.",
    twilio_credentials_malformed: () => "No se pueden leer las credenciales de Twilio guardadas. Guárdelas de nuevo.",
    account_not_active: () =>
      "Twilio suspendió o cerró la cuenta. Suele haber una factura sin pagar o falta una confirmación: entre en twilio.com.",
    auth_token_rejected: () => "Twilio ya no acepta el auth token: se reemplazó allí. Copie el nuevo.",
    credentials_rejected: () => "Twilio rechaza este Account SID con este auth token. Copie ambos de nuevo.",
    twilio_unknown: () => "Twilio no conoce esta cuenta o este número.",
    twilio_rate_limited: () => "Twilio limita las solicitudes. Espere un minuto.",
    twilio_unreachable: () => "No se alcanza a Twilio. Espere un minuto; status.twilio.com muestra si tiene una falla.",
    twilio_failed: () => "No se alcanza a Twilio, o responde algo inesperado. Espere un minuto.",
    number_not_held: (phone) =>
      `${number(phone)} ya no está en la cuenta de Twilio. Desconéctelo, o vea si se liberó en Twilio.`,
    number_not_set: (phone) =>
      `Twilio no envía aquí todas las llamadas de ${number(phone)}: se cambió su configuración allí.`,
    texts_not_set: (phone) =>
      `Twilio no envía aquí los textos a ${number(phone)}, así que no llegan respuestas ni STOP. Si pertenece a un servicio de mensajes, póngalo en «Defer to sender's webhook».`,
    messaging_service_unknown: (service) =>
      `Twilio no conoce el servicio de mensajes ${service ?? "del agente"}, así que no se envía ningún texto. Corríjalo en la configuración del agente.`,
    number_not_in_service: (phone) =>
      `${number(phone)} no es remitente de su servicio de mensajes, así que ningún texto sale de él. Agréguelo al servicio en la consola de Twilio.`,
    service_keeps_texts: () =>
      "Su servicio de mensajes se queda con los textos que llegan, así que no nos llegan respuestas ni STOP. Póngalo en «Defer to sender's webhook» en la consola de Twilio.",
    service_not_checked: () => "Por el momento Twilio no muestra el servicio de mensajes. Espere un minuto.",
    webhook_signature_rejected: () =>
      "Aún no aceptamos la firma de Twilio. La aceptamos cinco minutos después de guardar las credenciales, o en la primera llamada.",
    webhook_status: (status) =>
      `Nuestra propia dirección respondió con ${status ?? "?"}. Avise al operador de la plataforma.`,
    webhook_unreachable: () => "No se alcanza nuestra propia dirección. En una computadora: ¿está abierto el túnel?",
    no_model_key: () => "No hay clave para el modelo. Hasta entonces se desvía a quienes llaman.",
    model_key_rejected: () => "El servidor del modelo rechaza la clave. Guarde otra.",
    model_rate_limited: () =>
      "El servidor del modelo limita nuestras solicitudes. Agregue crédito o suba el límite en platform.openai.com.",
    model_unreachable: () =>
      "No se alcanza el servidor del modelo. Mientras tanto se desvía a quienes llaman; status.openai.com muestra si tiene una falla.",
    no_forwarding_number: () => "No hay número de desvío: si algo falla, solo se puede dejar un mensaje de voz.",
    no_one_on_call: () => "Nadie está de guardia: una emergencia solo llama al número de desvío.",
    number_not_allowed: (phone) =>
      `No se transfieren llamadas a ${number(phone)}. Cámbielo, o pida a la plataforma que permita ese país.`,
    number_comes_back: (phone) =>
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
  noneInAccount: "La cuenta aún no tiene números. Compre uno aquí o en la consola de Twilio.",
  buy: "Comprar un número",
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
