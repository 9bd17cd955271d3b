// @vitest-environment jsdom
import { QueryClient, QueryClientProvider, useQuery } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test, vi } from "vitest";
import { ApiProblem } from "../api/problem";
import { en } from "../text/en";
import { later } from "../text/en/later";
import { TextProvider } from "../text/text";
import { Loaded } from "./loaded";

afterEach(cleanup);

function Name({ load }: { load: () => Promise<string> }) {
  const query = useQuery({ queryKey: ["name"], queryFn: load, retry: false });
  return <Loaded query={query}>{(name) => <p>{name}</p>}</Loaded>;
}

function show(load: () => Promise<string>) {
  const client = new QueryClient();
  render(
    <TextProvider text={{ ...en, ...later }}>
      <QueryClientProvider client={client}>
        <Name load={load} />
      </QueryClientProvider>
    </TextProvider>,
  );
  return client;
}

test("what loads is shown, and stays when a refresh fails", async () => {
  const load = vi.fn().mockResolvedValueOnce("Acme").mockRejectedValue(new ApiProblem("offline"));
  const client = show(load);
  expect(screen.getByRole("status", { name: "Loading" })).toBeTruthy();
  expect(await screen.findByText("Acme")).toBeTruthy();
  await act(() => client.invalidateQueries());
  expect(await screen.findByText(en.common.shownIsOld)).toBeTruthy();
  expect(screen.getByText("Acme")).toBeTruthy();
});

test("a failure is explained in place, and a retry loads", async () => {
  show(vi.fn().mockRejectedValueOnce(new ApiProblem("unavailable")).mockResolvedValue("Acme"));
  expect((await screen.findByRole("alert")).textContent).toContain(en.problems.unavailable.title);
  fireEvent.click(screen.getByRole("button", { name: en.common.retry }));
  expect(await screen.findByText("Acme")).toBeTruthy();
});

test("what a role may not see has no retry", async () => {
  show(() => Promise.reject(new ApiProblem("forbidden")));
  await screen.findByText(en.problems.forbidden.title);
  expect(screen.queryByRole("button")).toBeNull();
});
