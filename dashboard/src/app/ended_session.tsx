import { Outlet } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useState } from "react";

const Dialog = lazy(async () => ({ default: (await import("./ended_session_dialog")).EndedSessionDialog }));

/** How long the first load has the network for itself. No session ends before. */
const AFTER_FIRST_LOAD = 3_000;

/** Over a page whose session ended. It is there before it is needed: a new build no longer has its file. */
export function EndedSession() {
  const [isLoaded, setIsLoaded] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLoaded(true), AFTER_FIRST_LOAD);
    return () => clearTimeout(timer);
  }, []);
  return <Suspense>{isLoaded && <Dialog />}</Suspense>;
}

/** The screens below a route, for those without a frame. */
export function OutletOfSession() {
  return (
    <>
      <Outlet />
      <EndedSession />
    </>
  );
}
