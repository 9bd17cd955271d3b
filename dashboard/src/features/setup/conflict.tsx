import { useNameOf } from "../../config/draft";
import { useSetupText } from "../../text/setup";
import { Button } from "../../ui/button";
import { moment } from "../../ui/format";
import { Banner } from "../../ui/states";

type Props = {
  by: string;
  at: string;
  onTakeTheirs: () => void;
  onKeepMine: () => void;
  /** What keeping does, where it saves at once. */
  keep?: string;
  isBusy?: boolean;
};

/** Someone else saved the same part first. What this person typed stays in sight until they choose. */
export function Conflict({ by, at, ...props }: Props) {
  const words = useSetupText().setup;
  const nameOf = useNameOf();
  return <Choice words={words.savedFirst(nameOf(by), moment(at))} {...props} />;
}

/** Someone else renamed the company first. */
export function RenameConflict({ name, ...props }: Omit<Props, "by" | "at"> & { name: string }) {
  return <Choice words={useSetupText().setup.renamedFirst(name)} {...props} />;
}

type ChoiceProps = Omit<Props, "by" | "at"> & { words: string };

function Choice({ words, onTakeTheirs, onKeepMine, keep, isBusy = false }: ChoiceProps) {
  const text = useSetupText().setup;
  return (
    <Banner
      tone="warn"
      action={
        <span className="flex flex-wrap gap-2">
          <Button onClick={onTakeTheirs}>{text.takeTheirs}</Button>
          <Button onClick={onKeepMine} isBusy={isBusy}>
            {keep ?? text.keepMine}
          </Button>
        </span>
      }
    >
      {words}
    </Banner>
  );
}
