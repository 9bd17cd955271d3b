import { useProposalsText } from "../../text/proposals";
import { useSetupText } from "../../text/setup";
import { TextField } from "../../ui/text_field";
import type { Website } from "./website";

/** The address of the company's website, what happens to it, and why it cannot be read. */
export function WebsiteField({ website }: { website: Website }) {
  const text = useSetupText();
  const proposals = useProposalsText();
  const words = text.setup.company;
  const { form, isReading, problem } = website;
  return (
    <div className="grid grid-cols-1 gap-1.5">
      <TextField
        label={words.website}
        help={words.websiteHelp}
        isOptional={text.common.optional}
        inputMode="url"
        autoComplete="url"
        autoCapitalize="none"
        spellCheck={false}
        placeholder="acme.example"
        maxLength={2_000}
        readOnly={isReading}
        error={problem}
        {...form.register("website")}
      />
      <p role="status" className="text-[0.8125rem] text-accent empty:hidden">
        {isReading && proposals.readingWebsite}
      </p>
    </div>
  );
}
