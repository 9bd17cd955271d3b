import { useMutation, useQueryClient } from "@tanstack/react-query";
import { saveDraft } from "../../api/generated/sdk.gen";
import type { VersionWithConfiguration } from "../../api/generated/types.gen";
import { useTenant } from "../../api/me";
import type { Change } from "../../config/changes";
import { ChangesList } from "../../config/changes_list";
import { draftOptions, tagOf, useVersionsChanged } from "../../config/draft";
import { useTestedPublish } from "../../config/scenarios/tested_publish";
import { TestingDialog } from "../../config/scenarios/testing_dialog";
import { useAgentText } from "../../text/agent";
import { useText } from "../../text/text";
import { Button } from "../../ui/button";
import { Dialog } from "../../ui/dialog";
import { Banner, ProblemBanner } from "../../ui/states";
import { toast } from "../../ui/toast";

type Props = {
  isOpen: boolean;
  onClose: () => void;
  draft: VersionWithConfiguration;
  published: VersionWithConfiguration;
  changes: Change[];
};

/** The draft's changes in words, before they are live. Exactly the version that is shown is published, once it is tested. */
export function PublishDialog({ isOpen, onClose, draft, published, changes }: Props) {
  const text = useAgentText().publish;
  const common = useText().common;
  const tenant = useTenant();
  const client = useQueryClient();
  const changed = useVersionsChanged();
  const publishing = useTestedPublish({
    draft,
    tag: tagOf(draft),
    onPublished: async ({ warnings }) => {
      await changed();
      toast(text.done);
      if (warnings.length === 0) close();
    },
  });
  const discarding = useMutation({
    mutationFn: async () => {
      const headers = { "If-Match": `"${tagOf(draft)}"` };
      const { data } = await saveDraft({
        path: { tenant },
        headers,
        body: published.configuration,
        throwOnError: true,
      });
      return data;
    },
    onSuccess: async (saved) => {
      client.setQueryData(draftOptions(tenant).queryKey, saved);
      await changed();
      toast(text.discarded);
      onClose();
    },
  });
  const isBusy = publishing.isBusy || discarding.isPending;
  const warnings = publishing.published?.warnings ?? [];
  const error = publishing.error ?? discarding.error;
  const close = () => {
    publishing.stop();
    discarding.reset();
    onClose();
  };
  if (publishing.run && warnings.length === 0) {
    return (
      <TestingDialog
        title={text.testTitle}
        isOpen={isOpen}
        flow={publishing}
        onClose={close}
        onReview={() => void changed().then(publishing.stop)}
      />
    );
  }
  return (
    <Dialog
      title={text.title}
      isOpen={isOpen}
      onClose={close}
      actions={
        warnings.length > 0 ? (
          <Button look="main" onClick={close}>
            {common.close}
          </Button>
        ) : (
          <>
            <Button look="plain" isBusy={isBusy} onClick={() => discarding.mutate()} className="md:mr-auto">
              {text.discard}
            </Button>
            <Button onClick={close}>{text.later}</Button>
            <Button look="main" isBusy={isBusy} onClick={() => publishing.start()}>
              {text.publish}
            </Button>
          </>
        )
      }
    >
      {warnings.length > 0 ? (
        <Banner tone="warn">
          <b className="font-semibold">{text.warnings}</b>
          <ul className="grid gap-1">
            {warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Banner>
      ) : (
        <div className="grid gap-4">
          {error && <ProblemBanner error={error} />}
          <div className="max-h-[50dvh] overflow-y-auto">
            <ChangesList changes={changes} />
          </div>
          <p className="text-quiet">{text.what}</p>
        </div>
      )}
    </Dialog>
  );
}
