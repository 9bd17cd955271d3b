/** An id of lower-case letters, digits and dashes from a name, other than those that are taken. */
export function newId(name: string, taken: string[], longest: number): string {
  const plain = name
    .normalize("NFD")
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "")
    .slice(0, longest - 4);
  const start = plain || "new";
  let id = start;
  for (let place = 2; taken.includes(id); place += 1) id = `${start}-${place}`;
  return id;
}
