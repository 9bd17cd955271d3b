import { useMutation } from "@tanstack/react-query";
import { listDays } from "../../api/generated/sdk.gen";
import { useTenant } from "../../api/me";
import { asProblem } from "../../api/problem";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Icon } from "../../ui/icon";
import { toast } from "../../ui/toast";
import type { Days } from "./period";

/** Saves the figures of each day as a file for a spreadsheet. */
export function CsvButton({ days, name }: { days: Days; name: string }) {
  const text = useText();
  const tenant = useTenant();
  const save = useMutation({
    mutationFn: () => listDays({ path: { tenant }, query: days, parseAs: "text", throwOnError: true }),
    onSuccess: ({ data }) => saveFile(name, data),
    onError: (error) => toast(text.problems[asProblem(error).kind].title, "bad"),
  });
  return (
    <Button isBusy={save.isPending} onClick={() => save.mutate()}>
      <Icon name="download" className="size-4.5" />
      <span className="max-md:sr-only">{text.figures.csv}</span>
    </Button>
  );
}

function saveFile(name: string, content: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "text/csv" }));
  link.download = name;
  link.click();
  // The browser reads it after the click.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
