import { defineConfig } from "@hey-api/openapi-ts";

// Writes src/api/generated from the description of the API. `cargo xtask ci --only dashboard` compares the two.
export default defineConfig({
  input: "../docs/openapi.json",
  output: { path: "src/api/generated", clean: true },
  plugins: [
    { name: "@hey-api/client-fetch", throwOnError: true },
    { name: "@hey-api/typescript", enums: false },
    { name: "@hey-api/sdk", auth: true },
    {
      name: "@tanstack/react-query",
      queryOptions: true,
      mutationOptions: true,
      infiniteQueryOptions: true,
      queryKeys: true,
    },
  ],
});
