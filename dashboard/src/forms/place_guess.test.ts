import { expect, it } from "vitest";
import { guessPlace } from "./place_guess";

it("guesses the area code of the forwarding number", () => {
  const known = { forwarding_number: "+13035550103", service_area: { zips: ["75201"] } };
  expect(guessPlace(known)).toEqual({ areaCode: "303", zip: "" });
});

it("takes a whole ZIP code of the area if the number has no place", () => {
  const service_area = { zips: ["752", "75201", "75202"] };
  for (const forwarding_number of ["+18885550100", "+525555550100", null, undefined]) {
    expect(guessPlace({ ...(forwarding_number !== undefined && { forwarding_number }), service_area })).toEqual({
      areaCode: "",
      zip: "75201",
    });
  }
  expect(guessPlace({})).toEqual({ areaCode: "", zip: "" });
});
