import { type ComponentProps, useState } from "react";
import { phone } from "../../ui/format";
import { TextField } from "../../ui/text_field";
import { numberOf } from "./phone_number";

type Props = Omit<ComponentProps<typeof TextField>, "value" | "onChange"> & {
  value: string;
  onChange: (number: string) => void;
};

/** A telephone number as people write it; the form gets it as the API does, +12145550142. */
export function PhoneField({ value, onChange, ...rest }: Props) {
  const [typed, setTyped] = useState<string>();
  return (
    <TextField
      type="tel"
      inputMode="tel"
      autoComplete="off"
      {...rest}
      value={typed ?? phone(value)}
      onChange={(event) => {
        setTyped(event.target.value);
        onChange(numberOf(event.target.value));
      }}
      onBlur={() => setTyped(undefined)}
    />
  );
}
