// Where a company's number should be from: what it says of itself before anything is asked.

type Known = { forwarding_number?: string | null; service_area?: { zips?: string[] } };
export type PlaceGuess = { areaCode: string; zip: string };

const TOLL_FREE = ["800", "833", "844", "855", "866", "877", "888"];

/** The area code of the forwarding number; without one of a place, the first whole ZIP code of the area. */
export function guessPlace({ forwarding_number, service_area }: Known): PlaceGuess {
  const areaCode = /^\+1([2-9]\d{2})\d{7}$/.exec(forwarding_number ?? "")?.[1];
  if (areaCode && !TOLL_FREE.includes(areaCode)) return { areaCode, zip: "" };
  const zip = service_area?.zips?.find((each) => each.length === 5);
  return { areaCode: "", zip: zip ?? "" };
}
