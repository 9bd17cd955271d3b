import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { asProblem } from "../api/problem";
import { useText } from "../text/text";
import { SkeletonRows } from "./skeleton";
import { Banner, ProblemNotice } from "./states";

type Props<Data> = {
  query: UseQueryResult<Data, unknown>;
  /** What shows while it loads; rows of a list without one. */
  skeleton?: ReactNode;
  children: (data: Data) => ReactNode;
};

/**
 * The data of a query in every state: a skeleton, the data, or the problem in its place. When a refresh fails, the data stays,
 * and a line above says so.
 */
export function Loaded<Data>({ query, skeleton, children }: Props<Data>) {
  const text = useText();
  if (query.data !== undefined) {
    const problem = query.isRefetchError ? asProblem(query.error) : undefined;
    return (
      <>
        {problem && (
          <div className="p-2">
            <Banner tone="warn">
              {problem.kind === "offline" ? text.common.shownIsOld : text.problems[problem.kind].title}
            </Banner>
          </div>
        )}
        {children(query.data)}
      </>
    );
  }
  if (query.isError)
    return <ProblemNotice key={query.errorUpdatedAt} error={query.error} onRetry={() => void query.refetch()} />;
  return (
    <div role="status" aria-label={text.common.loading}>
      {skeleton ?? <SkeletonRows />}
    </div>
  );
}
