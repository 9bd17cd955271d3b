import { jobTypeName, usePublished } from "../../api/published";
import { useScenariosText } from "../../text/scenarios";
import { useText } from "../../text/text";
import type { Names } from "./findings";

/** The words for what scenarios expect and find. */
export function useNames(): Names {
  const words = useScenariosText();
  const text = useText().calls;
  const published = usePublished();
  return { text, words, jobType: (id) => jobTypeName(published, id) };
}
