// What is open over the team, as it stands in the address.

export type TeamSearch = { person?: string; invite?: true };

export function readTeamSearch({ person, invite }: Record<string, unknown>): TeamSearch {
  if (typeof person === "string" && person.startsWith("usr_")) return { person };
  return invite === true ? { invite } : {};
}
