import { Link } from "@tanstack/react-router";
import { useSetupText } from "../../text/setup";
import { cx } from "../../ui/cx";
import { Icon } from "../../ui/icon";
import { STEPS, type Step } from "./steps";

/** Where one is: bars and a count on a telephone, the names on wider screens. Each step can be gone to once a company exists. */
export function Progress({ step, isNewcomer }: { step: Step; isNewcomer: boolean }) {
  const words = useSetupText().setup;
  const current = STEPS.indexOf(step);
  return (
    <nav aria-label={words.progress}>
      <p aria-hidden="true" className="md:hidden mb-2 text-quiet">
        {words.stepOf(current + 1, STEPS.length)}
      </p>
      <ol className="grid grid-flow-col auto-cols-fr gap-1.5 md:gap-2">
        {STEPS.map((each, place) => {
          const isBehind = place < current;
          const bar = cx("block h-1 rounded-full", place <= current ? "bg-accent" : "bg-line");
          const name = (
            <>
              <span className={bar} />
              <span className="max-md:sr-only flex items-center gap-1.5 mt-2 font-medium">
                {isBehind && <Icon name="check" className="size-4" />}
                {words.steps[each].name}
              </span>
            </>
          );
          const look = cx("block py-1.5 rounded-control", place === current ? "text-accent" : "text-quiet");
          return (
            <li key={each}>
              {isNewcomer ? (
                <span aria-current={place === current ? "step" : undefined} className={look}>
                  {name}
                </span>
              ) : (
                <Link
                  to="/set-up/$step"
                  params={{ step: each }}
                  aria-current={place === current ? "step" : undefined}
                  className={cx(look, "hover:text-ink")}
                >
                  {name}
                </Link>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
