// A dispatcher's morning: what the night left in the inbox, and a visit that moves.

const emergency = (page) => page.getByRole("listitem").filter({ hasText: "gas leak" }).first();
const message = (page) => page.getByRole("listitem").filter({ has: page.getByText("Message", { exact: true }) });
const visit = (page) => page.locator("[data-visit]").filter({ hasText: "Grace Okafor" });
const dialog = (page) => page.getByRole("dialog");

export const dispatcherMorning = {
  name: "dispatcher_morning",
  size: { width: 1024, height: 600, scale: 1 },
  as: "dispatcher@acme.example",
  path: "/inbox",
  // Of the emergencies of these calls, the last one is not acknowledged by the person who was rung.
  calls: ["booking", "gas", "message", "smell"],
  steps: [
    {
      at: (page) => page.getByRole("heading", { name: "Inbox" }),
      says: {
        en: "The morning begins in the inbox: what the agent could not finish waits here.",
        es: "La mañana empieza en la bandeja: aquí espera lo que el agente no pudo terminar.",
      },
    },
    {
      at: (page) => emergency(page).getByRole("button", { name: "Acknowledge" }),
      says: {
        en: "Emergencies come first. “Acknowledge” ends the calls to the people on call: you have it now.",
        es: "Primero van las emergencias. «Confirmar» termina las llamadas a las personas de guardia: usted se encarga.",
      },
    },
    {
      does: async (page) => {
        await emergency(page).getByRole("button", { name: "Acknowledge" }).click();
        await emergency(page).getByText("Acknowledged", { exact: true }).waitFor();
      },
      at: (page) => emergency(page).getByRole("link", { name: /555-/ }),
      says: {
        en: "Press the number to call back.",
        es: "Presione el número para devolver la llamada.",
      },
    },
    {
      does: async (page) => {
        await emergency(page).getByRole("link", { name: "See the call" }).click();
        await page.getByRole("heading", { name: "Transcript" }).waitFor();
      },
      at: (page) => page.getByRole("heading", { name: "Transcript" }),
      says: {
        en: "“See the call” has every word of the caller and the agent, and what came of it.",
        es: "«Ver la llamada» tiene cada palabra de quien llamó y del agente, y lo que resultó.",
      },
    },
    {
      does: async (page) => {
        await page.goBack();
        await emergency(page).waitFor();
      },
      at: (page) => emergency(page).getByRole("button", { name: "Mark done" }),
      says: {
        en: "When nothing is left to do, press “Mark done”.",
        es: "Cuando no queda nada por hacer, presione «Terminar».",
      },
    },
    {
      does: (page) => emergency(page).getByRole("button", { name: "Mark done" }).click(),
      at: (page) => message(page).getByRole("button", { name: "Take it" }),
      says: {
        en: "Then the messages. “Take it” shows your colleagues that you call back.",
        es: "Luego los mensajes. «Atender» muestra a sus colegas que usted devuelve la llamada.",
      },
    },
    {
      does: async (page) => {
        await message(page).getByRole("button", { name: "Take it" }).click();
        await message(page).getByText("Yours", { exact: true }).waitFor();
        await message(page).getByRole("button", { name: "Add a note" }).click();
        await message(page)
          .getByLabel("Note", { exact: true })
          .fill("Called back: the invoice is paid, we keep the old filter.");
      },
      at: (page) => message(page).getByLabel("Note", { exact: true }),
      says: {
        en: "Note what you learned. The office sees it, the customer does not.",
        es: "Anote lo que supo. La oficina lo ve; el cliente no.",
      },
    },
    {
      does: async (page) => {
        await message(page).getByRole("button", { name: "Save", exact: true }).click();
        await message(page).getByRole("paragraph").filter({ hasText: "Called back" }).waitFor();
        await message(page).getByRole("button", { name: "Mark done" }).click();
        await page.getByText("Nothing waits").waitFor();
      },
      at: (page) => page.getByText("Nothing waits"),
      says: {
        en: "Done. A mistake is undone under “All”, with “Open again”.",
        es: "Listo. Un error se deshace en «Todos», con «Abrir de nuevo».",
      },
    },
    {
      does: async (page, { day }, system) => {
        await page.goto(`${system.url}/schedule?view=week&day=${day}`);
        await visit(page).waitFor();
      },
      at: visit,
      says: {
        en: "The schedule shows the visits of the week. Grace Okafor asks for a later window.",
        es: "La agenda muestra las visitas de la semana. Grace Okafor pide un horario más tarde.",
      },
    },
    {
      does: async (page) => {
        const from = await page
          .locator("td")
          .filter({ has: visit(page) })
          .getAttribute("data-slot");
        await visit(page).dragTo(
          page.locator(`td[data-slot]:not([data-slot="${from}"])`).filter({ hasText: "3 left" }).last(),
        );
        await dialog(page).getByText("Move the visit of Grace Okafor").waitFor();
      },
      at: (page) => dialog(page).getByRole("heading"),
      says: {
        en: "Drag the visit to a window with a free place. By keyboard: M, the arrows, Enter.",
        es: "Arrastre la visita a un horario con lugar. Con el teclado: M, las flechas, Enter.",
      },
    },
    {
      at: (page) => dialog(page).getByRole("switch", { name: "Text the customer" }),
      says: {
        en: "The customer gets a text with the new window. Switch it off if you have spoken with them.",
        es: "El cliente recibe un mensaje con el nuevo horario. Apáguelo si ya habló con él.",
      },
    },
    {
      does: async (page) => {
        await dialog(page).getByRole("button", { name: "Move the visit" }).click();
        await page.getByText(/^Moved to/).waitFor();
      },
      at: visit,
      says: {
        en: "The visit is moved. Its history says who moved it, and when.",
        es: "La visita cambió. Su historial dice quién la cambió, y cuándo.",
      },
    },
  ],
};
