// @vitest-environment jsdom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, expect, test } from "vitest";
import { SearchField } from "./search_field";

afterEach(cleanup);

function shown(value?: string) {
  return <SearchField label="Search" value={value} onSearch={() => {}} />;
}

test("a field shows what is searched, and what someone types while a search begins stays", () => {
  const { rerender } = render(shown());
  const field = screen.getByRole<HTMLInputElement>("searchbox");
  fireEvent.change(field, { target: { value: "oak " } });
  fireEvent.submit(field);
  fireEvent.change(field, { target: { value: "oak street" } });
  rerender(shown("oak"));
  expect(field.value).toBe("oak street");
  fireEvent.submit(field);
  rerender(shown("oak street"));
  // The way back leads to the search before.
  rerender(shown("oak"));
  expect(field.value).toBe("oak");
  rerender(shown());
  expect(field.value).toBe("");
});
