// Starts the dashboard: the words, the session, the client of the API, then the screen of the address.

import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { connectClient } from "./api/client";
import { CompanyProvider } from "./api/me";
import { newQueryClient, watchActivity } from "./api/queries";
import { companyOf } from "./app/company";
import { loadNewBuildOnce } from "./app/new_build";
import { keepOfflineShell } from "./app/offline_shell";
import { newRouter } from "./app/router";
import { Session, SIGN_IN_AGAIN } from "./app/session";
import "./main.css";
import { loadText, preferredLanguage, TextProvider } from "./text/text";
import { SignInAgainContext } from "./ui/sign_in_again";

async function start(): Promise<void> {
  loadNewBuildOnce();
  watchActivity();
  const words = loadText(preferredLanguage());
  const session = new Session();
  if (location.pathname === SIGN_IN_AGAIN) {
    await session.beginSignInAgain().catch(() => location.replace("/sign-in"));
    return;
  }
  if (location.pathname === "/callback") {
    const returnTo = await session.finishSignIn().catch(() => "/sign-in#failed");
    if (session.closeIfSignedInAgain(returnTo)) return;
    // The code in the address is used; the page of the path starts in its place.
    location.replace(returnTo);
    return;
  }
  const queries = newQueryClient();
  const company = companyOf(location.pathname);
  const router = newRouter({ queries, session, company });
  session.onSignedOut = () => {
    queries.clear();
    void router.invalidate();
  };
  session.onRenewed = () => void queries.invalidateQueries();
  connectClient({ token: () => session.token(), ended: () => session.end() });
  const root = document.getElementById("root");
  if (!root) throw new Error("the page has no root");
  createRoot(root).render(
    <StrictMode>
      <TextProvider text={await words}>
        <QueryClientProvider client={queries}>
          <CompanyProvider company={company}>
            <SignInAgainContext value={session}>
              <RouterProvider router={router} />
            </SignInAgainContext>
          </CompanyProvider>
        </QueryClientProvider>
      </TextProvider>
    </StrictMode>,
  );
}

void start();
keepOfflineShell();
