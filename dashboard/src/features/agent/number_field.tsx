import { type ComponentProps, useState } from "react";
import { TextField } from "../../ui/text_field";

type Props = Omit<ComponentProps<typeof TextField>, "value" | "onChange"> & {
  value: number | null;
  onChange: (value: number | null) => void;
};

/** A number. While it is typed it may be empty or unfinished; the form gets what it amounts to. */
export function NumberField({ value, onChange, ...rest }: Props) {
  const [typed, setTyped] = useState<string>();
  return (
    <TextField
      inputMode="decimal"
      autoComplete="off"
      {...rest}
      value={typed ?? value ?? ""}
      onChange={(event) => {
        const next = event.target.value.replace(/[^\d.]/g, "");
        setTyped(next);
        onChange(next === "" ? null : Number(next));
      }}
      onBlur={() => setTyped(undefined)}
    />
  );
}
