import type { Configuration, Language } from "../api/generated/types.gen";

type AgentLanguageText = {
  /** A language such as `en-US`, for the browser's own voice. */
  tag: string;
  /** What a sample says in a language that is not the company's first. */
  greeting: (configuration: Pick<Configuration, "company" | "agent_name">) => string;
};

/** The languages that the agent can speak. The types ask for an entry once the API has a further language. */
export const AGENT_LANGUAGES: Record<Language, AgentLanguageText> = {
  english: {
    tag: "en-US",
    greeting: ({ company, agent_name }) => `Thanks for calling ${company}. I'm ${agent_name}. How can I help you?`,
  },
  spanish: {
    tag: "es-US",
    greeting: ({ company, agent_name }) =>
      `Gracias por llamar a ${company}. Soy ${agent_name}. ¿En qué le puedo ayudar?`,
  },
};

export const LANGUAGES = Object.keys(AGENT_LANGUAGES) as Language[];
