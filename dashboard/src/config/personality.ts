// Personalities to tick. Each is a sentence of the instructions, in English as all of them; the agent speaks the caller's language.

export const MANNERS = ["empathetic", "professional", "casual"] as const;
export type Manner = (typeof MANNERS)[number];

export const SENTENCES: Record<Manner, string> = {
  empathetic: "You are warm and patient, and show that you understand how the caller feels before you go on.",
  professional: "You are polite, precise and calm, and come to the point.",
  casual: "You are relaxed and friendly, like a helpful neighbor, and use everyday words.",
};

export function has(personality: string, manner: Manner): boolean {
  return personality.includes(SENTENCES[manner]);
}

/** The text with the sentence of a manner added, or taken out. What else the company wrote stays. */
export function toggled(personality: string, manner: Manner): string {
  const sentence = SENTENCES[manner];
  if (!has(personality, manner)) return [personality.trim(), sentence].filter(Boolean).join(" ");
  return personality.replace(sentence, "").replace(/ {2,}/g, " ").trim();
}
