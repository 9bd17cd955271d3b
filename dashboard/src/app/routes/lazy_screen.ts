// A screen loads its file when it is first opened. The router's own component for this loads the page anew when a file is missing,
// which loses the page where there is no network; this one shows why, beside the menus, and a retry loads the file.

import { type ComponentType, createElement, use } from "react";

/** The component of this name in a file. It throws what kept the file from loading. */
export function lazyScreen<Name extends string>(load: () => Promise<Record<Name, ComponentType>>, name: Name) {
  let screen: ComponentType | undefined;
  let loading: Promise<void> | undefined;
  let failed: unknown;
  /** The router calls this before it shows the screen, and again for a retry. */
  const preload = (): Promise<void> => {
    loading ??= load()
      .then((file) => {
        screen = file[name];
        failed = undefined;
      })
      .catch((error: unknown) => {
        failed = error;
        loading = undefined;
      });
    return loading;
  };
  // biome-ignore lint/correctness/noComponentHookFactories: each route calls this once, when the routes are made
  const Lazy = () => {
    if (failed) throw failed;
    if (!screen) use(preload());
    return screen && createElement(screen);
  };
  return Object.assign(Lazy, { preload });
}
