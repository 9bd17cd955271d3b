import { Link, useNavigate, useParams, useRouteContext } from "@tanstack/react-router";
import { type ReactNode, Suspense, useEffect, useRef, useState } from "react";
import type { Tenant, VersionWithConfiguration } from "../../api/generated/types.gen";
import { useMay } from "../../api/me";
import { FillIn } from "../../config/proposals/fill_in";
import { useSetupText } from "../../text/setup";
import { Button, buttonClass } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { Loaded } from "../../ui/loaded";
import { useIsOffline } from "../../ui/offline";
import { Banner, Empty } from "../../ui/states";
import { Toasts } from "../../ui/toast";
import { CompanyStep } from "./company_step";
import { useCompanyAndDraft } from "./draft";
import { LaunchStep } from "./launch_step";
import { Progress } from "./progress";
import { HoursStep, VoiceStep } from "./section_step";
import { rememberStep, type Step, stepAfter } from "./steps";
import { TelephoneStep } from "./telephone_step";

export type StepProps = { company: Tenant; draft: VersionWithConfiguration; onDone: () => void };

/** Sets a company up, step by step. Each step saves what it asks; one may leave and come back at any of them. */
export function SetUp() {
  const { nav, setup: words } = useSetupText();
  const { step } = useParams({ from: "/person/set-up/$step" });
  const navigate = useNavigate();
  const { isNewcomer, company, draft } = useCompanyAndDraft();
  const isOffline = useIsOffline();
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  // Who founds a company keeps the form until the step is done: the website is read after the company exists.
  const [isFounding, setIsFounding] = useState(isNewcomer);
  useEffect(() => {
    rememberStep(step);
    document.title = `${words.steps[step].title} · ${words.title}`;
    // Those who hear the page hear the step that came.
    if (shown.current !== step) heading.current?.focus();
    shown.current = step;
    if (step !== "company") setIsFounding(false);
    scrollTo(0, 0);
  }, [step, words]);
  const onDone = () => {
    const next = stepAfter(step);
    void navigate(next ? { to: "/set-up/$step", params: { step: next } } : { to: "/first-days" });
  };
  return (
    <div className="min-h-dvh flex flex-col">
      <Top isNewcomer={isNewcomer} />
      <main id="content" className="mx-auto w-full max-w-2xl grow flex flex-col px-4 pt-4 md:pt-8">
        <Progress step={step} isNewcomer={isNewcomer} />
        {isOffline && (
          <div className="mt-4">
            <Banner tone="warn">{nav.offline}</Banner>
          </div>
        )}
        <header className="grid gap-1 mt-5 mb-5">
          <h1 ref={heading} tabIndex={-1} className="text-xl font-semibold tracking-tight outline-none">
            {words.steps[step].title}
          </h1>
          <p className="text-quiet text-pretty">{words.steps[step].lead}</p>
        </header>
        {isFounding && step === "company" ? (
          <CompanyStep company={company.data} draft={draft.data} onDone={onDone} />
        ) : (
          <Permitted>
            <Loaded query={company}>
              {(ofCompany) => (
                <Loaded query={draft}>
                  {(ofDraft) => <StepOf step={step} company={ofCompany} draft={ofDraft} onDone={onDone} />}
                </Loaded>
              )}
            </Loaded>
          </Permitted>
        )}
      </main>
      <Toasts />
    </div>
  );
}

/** The steps that proposals fill in. */
const FILLED: Step[] = ["company", "hours"];

function StepOf({ step, ...props }: StepProps & { step: Step }) {
  // A step that was filled in begins anew, with what is saved now.
  const [filled, setFilled] = useState(0);
  return (
    <>
      {FILLED.includes(step) && (
        <div className="grid mb-5">
          <Suspense>
            <FillIn onUsed={() => setFilled(filled + 1)} />
          </Suspense>
        </div>
      )}
      <StepForms key={`${step} ${filled}`} step={step} {...props} />
    </>
  );
}

function StepForms({ step, ...props }: StepProps & { step: Step }) {
  switch (step) {
    case "company":
      return <CompanyStep {...props} />;
    case "telephone":
      return <TelephoneStep {...props} />;
    case "hours":
      return <HoursStep {...props} />;
    case "voice":
      return <VoiceStep {...props} />;
    case "launch":
      return <LaunchStep {...props} />;
  }
}

/** Setting up takes the permissions of an owner or a manager. */
function Permitted({ children }: { children: ReactNode }) {
  const text = useSetupText();
  const may = useMay();
  if (may("edit_configuration")) return children;
  return (
    <Empty
      icon="lock"
      title={text.problems.forbidden.title}
      action={
        <Link to="/" className={buttonClass()}>
          {text.today.title}
        </Link>
      }
    >
      {text.problems.forbidden.what}
    </Empty>
  );
}

function Top({ isNewcomer }: { isNewcomer: boolean }) {
  const text = useSetupText();
  const { session, profile } = useRouteContext({ from: "/person" });
  return (
    <header className="flex items-center justify-between gap-3 border-b border-line bg-panel px-4 md:px-6 h-14">
      <p className="flex items-center gap-2.5 font-semibold min-w-0">
        <img src="/icon.svg" alt="" className="size-6" />
        <span className="truncate">{text.setup.title}</span>
      </p>
      {isNewcomer ? (
        <div className="flex items-center gap-2 min-w-0">
          <span className="truncate text-quiet max-md:hidden">{profile.email}</span>
          <Button look="plain" onClick={() => void session.signOut()}>
            <Icon name="sign_out" className="size-4.5" />
            {text.nav.signOut}
          </Button>
        </div>
      ) : (
        <Link to="/" className={buttonClass("plain")}>
          {text.setup.later}
        </Link>
      )}
    </header>
  );
}
