// What is needed at Twilio, where an account is made, and where its two values are pasted. It shows our screens; what happens at
// Twilio is only in the captions.

const item = (place) => (page) => page.getByRole("main").getByRole("listitem").filter({ hasText: place });
const account = item("An account.");
const number = item("you can buy a number");
const keys = item("The account SID");

export const twilio = {
  name: "twilio",
  size: { width: 390, height: 620, scale: 1.5 },
  as: "tia.twilio@peak.example",
  path: "/set-up/telephone",
  company: "Peak Heating & Air",
  steps: [
    {
      at: (page) => page.getByRole("heading", { name: "The number that the agent answers" }),
      says: {
        en: "Your agent answers a phone number of Twilio, a phone company on the internet. You pay Twilio directly.",
        es: "Su agente contesta un número de Twilio, una compañía telefónica en internet. Usted le paga directamente.",
      },
    },
    {
      does: (page) => page.getByLabel("Not yet").check(),
      at: (page) => page.getByText("Not yet", { exact: true }),
      says: {
        en: "No account yet? Choose “Not yet”: the list says what to get. It takes about ten minutes.",
        es: "¿Aún no tiene cuenta? Elija «Todavía no»: la lista dice qué hace falta. Toma unos diez minutos.",
      },
    },
    {
      at: account,
      says: {
        en: "In another tab, open twilio.com and press “Sign up”. Confirm your e-mail address and your mobile number there.",
        es: "En otra pestaña, abra twilio.com y presione «Sign up». Confirme allí su correo y su celular.",
      },
    },
    {
      at: account,
      says: {
        en: "Add a payment method there (“Upgrade”). A trial account only reaches numbers that you have verified.",
        es: "Agregue allí un método de pago («Upgrade»). Una cuenta de prueba solo llega a números que usted verificó.",
      },
    },
    {
      at: number,
      says: {
        en: "You buy the number here, once the account is connected. Or buy one with Voice in Twilio's console.",
        es: "El número se compra aquí, con la cuenta ya conectada. O compre uno con Voice en la consola de Twilio.",
      },
    },
    {
      at: number,
      says: {
        en: "The number on your trucks stays yours. After the launch, you forward it to the new one.",
        es: "El número de sus camiones sigue siendo suyo. Después de poner en marcha el agente, lo desvía al nuevo.",
      },
    },
    {
      at: keys,
      says: {
        en: "The console's first page shows the account SID and the auth token, under “Account Info”. Copy both.",
        es: "La primera página de la consola muestra el Account SID y el auth token, en «Account Info». Copie ambos.",
      },
    },
    {
      does: (page) => page.getByLabel("I have a Twilio account").check(),
      at: (page) => page.getByText("I have a Twilio account"),
      says: {
        en: "Back here, choose “I have a Twilio account”.",
        es: "De vuelta aquí, elija «Tengo una cuenta de Twilio».",
      },
    },
    {
      does: (page, { account_sid }) => page.getByLabel("Account SID").fill(account_sid),
      at: (page) => page.getByLabel("Account SID"),
      says: {
        en: "Paste the account SID. It begins with AC.",
        es: "Pegue el Account SID. Empieza con AC.",
      },
    },
    {
      does: (page, { auth_token }) => page.getByLabel("Auth token").fill(auth_token),
      at: (page) => page.getByLabel("Auth token"),
      says: {
        en: "Paste the auth token. It is a password: it is stored encrypted, and not shown again.",
        es: "Pegue el auth token. Es una contraseña: se guarda cifrado y no se vuelve a mostrar.",
      },
    },
    {
      at: (page) => page.getByRole("button", { name: "Check and save" }),
      says: {
        en: "Press “Check and save”. We try both at Twilio at once.",
        es: "Presione «Comprobar y guardar». Los probamos con Twilio al instante.",
      },
    },
    {
      does: (page) => page.getByRole("button", { name: "Check and save" }).click(),
      at: (page) => page.getByText("Works", { exact: true }),
      says: {
        en: "It works. If it does not, the screen says what Twilio refused.",
        es: "Funciona. Si no, la pantalla dice qué rechazó Twilio.",
      },
    },
    {
      does: (page) => page.getByLabel("(214) 555-0110").check(),
      at: (page) => page.getByText("(214) 555-0110"),
      says: {
        en: "Choose the number that the agent answers. You change no settings at Twilio: we do that.",
        es: "Elija el número que contesta el agente. No cambia nada en Twilio: lo hacemos nosotros.",
      },
    },
    {
      does: (page) => page.getByLabel("Forwarding number").fill("(720) 555-0188"),
      at: (page) => page.getByLabel("Forwarding number"),
      says: {
        en: "Type whom we ring when a person is needed. Press “Continue”: the other steps need no Twilio.",
        es: "Escriba a quién llamamos cuando hace falta una persona. Presione «Continuar»: lo demás no necesita Twilio.",
      },
    },
  ],
};
