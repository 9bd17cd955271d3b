import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { useMay } from "../../api/me";
import { ApiProblem } from "../../api/problem";
import { useText } from "../../text/text";
import { Icon } from "../../ui/icon";
import { Page, Panel } from "../../ui/page";
import { ProblemNotice } from "../../ui/states";
import { BookForm } from "./book_form";
import { dayOf } from "./days";

/** Books a visit by the rules that the agent follows. */
export function Book() {
  const text = useText().schedule;
  const may = useMay();
  const navigate = useNavigate();
  const { slot, number } = useSearch({ from: "/signed-in/schedule/book" });
  return (
    <Page
      title={text.form.title}
      isNarrow
      before={
        <Link
          to="/schedule"
          search={slot ? { day: dayOf({ id: slot }) } : {}}
          className="inline-flex items-center gap-1 min-h-11 md:min-h-8 -ml-1.5 pr-2 text-quiet hover:text-ink"
        >
          <Icon name="back" className="size-4.5" />
          {text.title}
        </Link>
      }
    >
      {may("manage_appointments") ? (
        <BookForm
          slot={slot}
          number={number}
          onBooked={(visit) =>
            void navigate({
              to: "/schedule/$appointment",
              params: { appointment: visit.appointment_id },
              replace: true,
            })
          }
        />
      ) : (
        <Panel>
          <ProblemNotice error={new ApiProblem("forbidden")} />
        </Panel>
      )}
    </Page>
  );
}
