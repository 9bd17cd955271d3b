import { expect, test } from "vitest";
import { differences } from "./facts";

const before = { name: "Acme", contact_email: "", reference: "7" };

test("only the fields that differ are changed, with the new values", () => {
  expect(differences(before, { name: "Acme Air", contact_email: "", reference: "" })).toEqual({
    name: "Acme Air",
    reference: "",
  });
  expect(differences(before, before)).toEqual({});
});
