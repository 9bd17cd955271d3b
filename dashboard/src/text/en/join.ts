export const join = {
  title: "Join your company",
  signInFirst:
    "You were invited. Sign in with the e-mail address that the invitation was made for, or create your account there.",
  as: (email: string) => `You are signed in as ${email}.`,
  code: "Code of the invitation",
  codeHelp: "Your owner or manager has it. It begins with inv_.",
  accept: "Accept the invitation",
  otherAccount: "Use another account",
  hasCompany: "You belong to a company already",
  hasCompanyWhat: (email: string) => `${email} can be in one company only. Sign in with another address to accept.`,
};
