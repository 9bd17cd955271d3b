import type { BuyNumberText } from "../buy_number";

/** By the beginning of the API's sentence. Twilio's error code, at its end, stays. */
const REFUSALS: [string, string][] = [
  ["Twilio no longer offers this number", "Twilio ya no ofrece este número: elija otro"],
  [
    "your Twilio account is a trial",
    "Su cuenta de Twilio es de prueba y tiene un solo número: pásela a una cuenta de pago en la consola de Twilio",
  ],
  [
    "your Twilio account is not active",
    "Su cuenta de Twilio no está activa, casi siempre por falta de saldo: agregue saldo en la consola de Twilio",
  ],
  [
    "this number needs an address",
    "Este número requiere una dirección en su cuenta de Twilio: agréguela en la consola de Twilio o elija otro número",
  ],
  [
    "this number needs a regulatory bundle",
    "Este número requiere un paquete regulatorio en su cuenta de Twilio: envíelo en la consola de Twilio o elija otro número",
  ],
  ["Twilio refuses to sell this number", "Twilio no vende este número"],
  ["at most 20 numbers can be connected", "Se pueden conectar 20 números como máximo"],
  ["at most 10 numbers can be ordered", "Se pueden pedir 10 números al día como máximo"],
];

export const es: BuyNumberText = {
  title: "Comprar un número",
  lead: "Twilio vende el número a su cuenta. Todos estos reciben llamadas.",
  country: "País",
  countries: { US: "Estados Unidos", CA: "Canadá" },
  kind: "Tipo",
  kinds: { local: "Local", toll_free: "Gratuito" },
  areaCode: "Código de área",
  zip: "Código postal",
  digits: "Contiene los dígitos",
  wrong: { areaCode: "Tres dígitos, como 214.", zip: "Cinco dígitos, como 75201.", digits: "De dos a diez dígitos." },
  search: "Buscar",
  found: "Números en venta",
  noPlace: "Sin lugar",
  texts: "Llamadas y SMS",
  callsOnly: "Solo llamadas",
  none: "Twilio no tiene ahora un número así",
  noneWhat: "Pruebe otro código de área, o menos dígitos.",
  each: (price) =>
    `Cada uno cuesta ${price} al mes. Twilio lo cobra a su cuenta; las llamadas y los SMS se cobran aparte.`,
  eachUnknown: "Twilio cobra cada uno a su cuenta. En este momento no dice el precio.",
  next: "Elegir",
  back: "Volver a la lista",
  confirmTitle: (phone) => `¿Comprar ${phone}?`,
  confirm: (price) =>
    `Twilio cobra ${price} a su cuenta ahora y cada mes, hasta que libere el número en la consola de Twilio. Las llamadas y los SMS se cobran aparte.`,
  confirmUnknown:
    "Twilio lo cobra a su cuenta ahora y cada mes, hasta que libere el número en la consola de Twilio. En este momento no dice el precio.",
  connected: "El agente contesta sus llamadas de inmediato.",
  connectedAsTest: "Hasta el lanzamiento, quien llama oye que es una prueba.",
  buy: (price) => `Comprar por ${price} al mes`,
  buyUnknown: "Comprar, lo cobra Twilio",
  unclear:
    "Twilio no dijo si vendió el número. Presione el botón de nuevo: no se compra dos veces. Hágalo antes de elegir otro.",
  bought: (phone) => `${phone} es suyo y está conectado.`,
  refused: (detail) => {
    const known = REFUSALS.find(([begin]) => detail.startsWith(begin));
    const code = /Twilio's error (\d+)/.exec(detail)?.[1];
    return known ? `${known[1]}${code ? ` (error ${code} de Twilio)` : ""}.` : detail;
  },
};
