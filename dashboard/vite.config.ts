/// <reference types="vitest/config" />
import { fileURLToPath } from "node:url";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

// Where `cargo run -p local` listens. The development server passes the API on to it, so both have one origin.
const LOCAL = process.env.LOCAL_URL ?? "http://127.0.0.1:8080";

// `functions/dashboard` replaces these in the built page. In development, the page gets those of `local`.
const SETTINGS = {
  issuer: `${LOCAL}/dev`,
  "client-id": "front-desk-dev",
  "operator-issuer": `${LOCAL}/dev/operators`,
  "operator-client-id": "front-desk-dev-operators",
};

// What every screen uses: libraries, and folders of src that screens share. What the first screen does not use is left out:
// libraries of the sign-in, of forms and of calls by voice, lists page by page, changes, and some components.
const SHARED = /\/node_modules\/|\/src\/(api|app|ui)\/|\/src\/text\/(plural|text)|vite\/|rolldown/;
const LATER = [
  /\/node_modules\/(oidc-client-ts|jwt-decode|react-hook-form|@twilio|events|loglevel|tslib)\//,
  /\/(infiniteQueryObserver|useInfiniteQuery|mutationObserver|useMutation)\.js$/,
  /\/src\/(app\/(ended_session_dialog|fits|more|palette|palette_more|sign_in)|api\/(names|published|refresh|request_key|wrong_field))\./,
  /\/src\/ui\/(choices|confirm|dialog|dialog_actions|first_wrong|more_button|phone_number|search_field|secret|segments|table|text_field)\./,
];
const isShared = (file: string) => SHARED.test(file) && !LATER.some((pattern) => pattern.test(file));

function developmentSettings(): Plugin {
  return {
    name: "development-settings",
    apply: "serve",
    transformIndexHtml: (html) =>
      Object.entries(SETTINGS).reduce((page, [name, value]) => page.replace(`{{${name}}}`, value), html),
  };
}

export default defineConfig({
  plugins: [react(), tailwindcss(), developmentSettings()],
  resolve: {
    alias: [
      {
        find: /^.*\/serverSentEvents\.gen$/,
        replacement: fileURLToPath(new URL("src/api/no_streams.ts", import.meta.url)),
      },
    ],
  },
  server: { proxy: { "/admin": LOCAL } },
  build: {
    target: "es2023",
    assetsInlineLimit: 0,
    // A list of what each screen imports would weigh 1.5 kB in the first load, and most of it is in the shared file.
    modulePreload: {
      polyfill: false,
      resolveDependencies: (_, files, { hostType }) => (hostType === "html" ? files : []),
    },
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // What every screen uses is one file, since each file of the first load is a request to the function. The rest of a
        // screen is its own file.
        codeSplitting: { groups: [{ name: "shared", test: isShared }] },
      },
    },
  },
  test: {
    // Tests of components ask for jsdom in their first line: it takes seconds to start.
    environment: "node",
    include: ["src/**/*.test.{ts,tsx}"],
    restoreMocks: true,
  },
});
