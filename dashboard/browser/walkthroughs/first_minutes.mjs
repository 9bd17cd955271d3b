// The first five minutes of an owner: from the sign-up to a test call and the launch.

import { TESTED } from "../screen.mjs";
import { PEAK, standIn } from "../website.mjs";

const next = (page) => page.getByRole("button", { name: "Continue" });
const say = (page) => page.getByRole("button", { name: "Say", exact: true });

export const firstMinutes = {
  name: "first_minutes",
  size: { width: 390, height: 620, scale: 1.5 },
  as: "fay.first@peak.example",
  path: "/",
  steps: [
    {
      at: (page) => page.getByRole("heading", { name: "Your company" }),
      says: {
        en: "Sign in once with your e-mail address, and you are here. Five steps lead to your agent; leave and come back at any.",
        es: "Inicie sesión una vez con su correo y llega aquí. Cinco pasos llevan a su agente; puede salir y volver en cualquiera.",
      },
    },
    {
      does: (page) => page.getByLabel("Company name").fill("Peak Heating & Air"),
      at: (page) => page.getByLabel("Company name"),
      says: {
        en: "Type the company's name as the agent should say it.",
        es: "Escriba el nombre de la empresa como debe decirlo el agente.",
      },
    },
    {
      does: async (page) => {
        await standIn(page, PEAK);
        await page.getByLabel("Website").fill("peak.example");
      },
      at: (page) => page.getByLabel("Website"),
      says: {
        en: "If you have a website, type its address: hours, places and services are proposed from it.",
        es: "Si tiene un sitio web, escriba su dirección: de ahí se proponen horarios, zonas y servicios.",
      },
    },
    {
      does: (page) => page.getByLabel("ZIP codes").fill("802, 80301"),
      at: (page) => page.getByLabel("ZIP codes"),
      says: {
        en: "Say where you go: 802 stands for every ZIP code that begins with it.",
        es: "Diga adónde va: 802 vale por todos los códigos postales que empiezan así.",
      },
    },
    {
      does: (page) => page.getByLabel("Heating or cooling repair").fill("89"),
      at: (page) => page.getByLabel("Heating or cooling repair"),
      says: {
        en: "Type what coming out costs: the agent quotes it to callers.",
        es: "Escriba cuánto cuesta la visita: el agente lo dice a quienes llaman.",
      },
    },
    {
      does: async (page) => {
        await page.getByRole("button", { name: "Create my company" }).click();
        await page.getByRole("heading", { name: "What we found" }).waitFor();
      },
      at: (page) => page.getByRole("group", { name: "Hours" }),
      says: {
        en: "This is what your website says. Compare it, and untick what is wrong: only what is ticked is used.",
        es: "Esto dice su sitio web. Compárelo y desmarque lo que no es cierto: solo se usa lo marcado.",
      },
    },
    {
      does: (page) => page.getByRole("button", { name: "Use what is ticked" }).click(),
      at: (page) => page.getByRole("heading", { name: "Your telephone" }),
      says: {
        en: "Then comes the telephone. Another video shows how to get an account at Twilio.",
        es: "Luego viene el teléfono. Otro video muestra cómo abrir una cuenta en Twilio.",
      },
    },
    {
      does: async (page, { account_sid, auth_token }) => {
        await page.getByLabel("Account SID").fill(account_sid);
        await page.getByLabel("Auth token").fill(auth_token);
        await page.getByRole("button", { name: "Check and save" }).click();
        await page.getByLabel("(214) 555-0110").waitFor();
      },
      at: (page) => page.getByText("(214) 555-0110"),
      says: {
        en: "Paste the account SID and the auth token, and choose the number that the agent answers.",
        es: "Pegue el Account SID y el auth token, y elija el número que contesta el agente.",
      },
    },
    {
      does: (page) => page.getByLabel("Forwarding number").fill("(720) 555-0188"),
      at: (page) => page.getByLabel("Forwarding number"),
      says: {
        en: "Type a mobile number for callers who need a person. Emergencies ring it at any hour.",
        es: "Escriba un celular para quienes necesitan una persona. Las emergencias lo llaman a toda hora.",
      },
    },
    {
      does: async (page) => {
        await next(page).click();
        await page.getByRole("button", { name: /^Saturday/ }).click();
        await page.getByRole("button", { name: "Add hours" }).click();
      },
      at: (page) => page.getByRole("button", { name: /^Saturday/ }),
      says: {
        en: "The week has the hours of your website, or usual ones. Press a day to change it, such as Saturday.",
        es: "La semana tiene el horario de su sitio web, o uno usual. Presione un día para cambiarlo, como el sábado.",
      },
    },
    {
      does: async (page) => {
        await next(page).click();
        await page.getByRole("radio", { name: "sage" }).check();
      },
      at: (page) => page.locator("label").filter({ has: page.getByRole("radio", { name: "sage" }) }),
      says: {
        en: "Choose a voice, and hear it say your greeting. Below are the traits of its manner.",
        es: "Elija una voz y óigala decir su saludo. Debajo están los rasgos de su trato.",
      },
    },
    {
      does: async (page) => {
        await next(page).click();
        await page.getByText("I'm Nova").waitFor();
      },
      at: (page) => page.getByText("I'm Nova"),
      says: {
        en: "The last step shows what callers hear, and what the agent knows.",
        es: "El último paso muestra lo que oyen quienes llaman, y lo que sabe el agente.",
      },
    },
    {
      does: async (page) => {
        await page.getByRole("button", { name: "Start a test call" }).click();
        await page.getByLabel("What the caller says").fill("My furnace stopped working last night");
      },
      at: (page) => page.getByLabel("What the caller says"),
      says: {
        en: "Hold a test call: type what a caller says. Nothing is booked.",
        es: "Haga una llamada de prueba: escriba lo que dice quien llama. No se reserva nada.",
      },
    },
    {
      does: async (page) => {
        await say(page).click();
        await page
          .getByRole("log")
          .getByText(/how warm/)
          .waitFor();
      },
      at: (page) => page.getByRole("log"),
      says: {
        en: "The agent asks for what it needs: how warm it is at home, then name and address.",
        es: "El agente pregunta lo que necesita: qué temperatura hay en casa, luego nombre y dirección.",
      },
    },
    {
      does: async (page) => {
        await page.getByLabel("What the caller says").fill("I smell gas in the kitchen.");
        await say(page).click();
        await page.getByText("gas leak").first().waitFor();
      },
      at: (page) => page.getByText("gas leak").first(),
      says: {
        en: "A smell of gas is an emergency: the caller hears to leave the house, and the person on call is rung.",
        es: "El olor a gas es una emergencia: el agente pide salir de la casa y se llama a la persona de guardia.",
      },
    },
    {
      at: (page) => page.getByRole("button", { name: "Launch" }),
      says: {
        en: "Press “Launch”: the agent takes test calls. If all go well, it answers your number. Else you see which did not.",
        es: "Presione «Poner en marcha»: el agente atiende llamadas de prueba. Si salen bien, contesta su número; si no, verá cuál falló.",
      },
    },
    {
      does: async (page) => {
        await page.getByRole("button", { name: "Launch" }).click();
        const forward = page.getByText("Forward your line to the agent");
        await forward.waitFor(TESTED);
        await forward.click();
      },
      at: (page) => page.getByText("Forward your line to the agent"),
      says: {
        en: "What is left is a list: forward your line with your carrier's codes, call it, invite your team.",
        es: "Lo que queda es una lista: desvíe su línea con los códigos de su compañía, llame, invite a su equipo.",
      },
    },
  ],
};
