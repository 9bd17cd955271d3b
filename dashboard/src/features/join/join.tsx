import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useRouteContext, useRouter } from "@tanstack/react-router";
import { useState } from "react";
import { whoAmIOptions } from "../../api/generated/@tanstack/react-query.gen";
import { acceptInvitation } from "../../api/generated/sdk.gen";
import { useSetupText } from "../../text/setup";
import { Button } from "../../ui/button";
import { Loaded } from "../../ui/loaded";
import { Notice, ProblemBanner } from "../../ui/states";
import { TextField } from "../../ui/text_field";
import { forgetInvitation, readInvitation } from "./invitation";

/** Accepts an invitation. The code is in the fragment of the address, which browsers send to no server. */
export function Join() {
  const text = useSetupText();
  const { session } = useRouteContext({ from: "/join" });
  const user = session.user();
  // Before the sign-in too: the code leaves the address, and this tab keeps it.
  const [invitation] = useState(readInvitation);
  return (
    <main className="grid place-items-center min-h-dvh p-4">
      <div className="grid gap-6 w-full max-w-sm">
        <div className="grid justify-items-center gap-3 text-center">
          <img src="/icon.svg" alt="" className="size-12" />
          <h1 className="text-xl font-semibold tracking-tight">{text.join.title}</h1>
        </div>
        {user ? <Accept email={user.profile.email ?? ""} invitation={invitation} /> : <SignInFirst />}
      </div>
    </main>
  );
}

function SignInFirst() {
  const text = useSetupText();
  const { session } = useRouteContext({ from: "/join" });
  const leaving = useMutation({ mutationFn: () => session.signIn("/join") });
  return (
    <div className="grid gap-3">
      <p className="text-quiet text-center text-pretty">{text.join.signInFirst}</p>
      {leaving.error && <ProblemBanner error={leaving.error} />}
      <Button look="main" isBusy={leaving.isPending || leaving.isSuccess} onClick={() => leaving.mutate()}>
        {text.signIn.button}
      </Button>
    </div>
  );
}

function Accept({ email, invitation }: { email: string; invitation: string | undefined }) {
  const text = useSetupText();
  const words = text.join;
  const { session } = useRouteContext({ from: "/join" });
  const client = useQueryClient();
  const router = useRouter();
  const navigate = useNavigate();
  const me = useQuery(whoAmIOptions());
  const [code, setCode] = useState(invitation ?? "");
  const accepting = useMutation({
    mutationFn: () => acceptInvitation({ body: { code: code.trim() }, throwOnError: true }),
    onSuccess: async () => {
      forgetInvitation();
      // Everything that was read belonged to someone without a company.
      client.clear();
      await navigate({ to: "/" });
      await router.invalidate();
    },
  });
  const other = (
    <Button look="plain" onClick={() => void session.signOut()}>
      {words.otherAccount}
    </Button>
  );
  return (
    <Loaded query={me}>
      {({ kind }) =>
        kind === "newcomer" ? (
          <form
            className="grid gap-4"
            onSubmit={(event) => {
              event.preventDefault();
              if (!accepting.isPending) accepting.mutate();
            }}
          >
            <p className="text-quiet text-center">{words.as(email)}</p>
            {accepting.error && <ProblemBanner error={accepting.error} />}
            {invitation === undefined && (
              <TextField
                label={words.code}
                help={words.codeHelp}
                placeholder="inv_…"
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                value={code}
                onChange={(event) => setCode(event.target.value)}
              />
            )}
            <Button type="submit" look="main" isBusy={accepting.isPending} disabled={code.trim() === ""}>
              {words.accept}
            </Button>
            {other}
          </form>
        ) : (
          <Notice icon="companies" title={words.hasCompany} action={other}>
            {words.hasCompanyWhat(email)}
          </Notice>
        )
      }
    </Loaded>
  );
}
