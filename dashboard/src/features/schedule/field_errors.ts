// What is wrong with the fields of a visit's form.

import { useState } from "react";
import { useFirstWrong } from "../../ui/first_wrong";
import type { FieldErrors } from "./book_fields";

/** The errors at the fields, until each is typed in again, and the ref of the form that holds them. */
export function useFieldErrors() {
  const [errors, setErrors] = useState<FieldErrors>({});
  const [refusal, setRefusal] = useState<FieldErrors>();
  const form = useFirstWrong(refusal);
  return {
    form,
    errors,
    /** Shows the errors of an attempt, in place of the earlier ones. */
    show: (found: FieldErrors) => {
      setErrors(found);
      setRefusal(found);
    },
    clear: (field: keyof FieldErrors) => setErrors(({ [field]: _, ...others }) => others),
  };
}
