import type { SetupText } from "../setup";

export const join: SetupText["join"] = {
  title: "Únase a su empresa",
  signInFirst:
    "Recibió una invitación. Inicie sesión con el correo para el que se hizo la invitación, o cree su cuenta allí.",
  as: (email) => `Inició sesión como ${email}.`,
  code: "Código de la invitación",
  codeHelp: "Lo tiene su propietario o gerente. Empieza con inv_.",
  accept: "Aceptar la invitación",
  otherAccount: "Usar otra cuenta",
  hasCompany: "Ya pertenece a una empresa",
  hasCompanyWhat: (email) => `${email} solo puede estar en una empresa. Inicie sesión con otro correo para aceptar.`,
};
