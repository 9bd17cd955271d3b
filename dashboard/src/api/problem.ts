// What went wrong with a request, as screens show it. docs/api.md lists the problems of the API.

import type { Problem, WrongField } from "./generated/types.gen";

export type ProblemKind =
  | "offline"
  | "session-ended"
  | "forbidden"
  | "sign-in-again"
  | "not-found"
  | "conflict"
  | "stale"
  | "invalid"
  | "too-many"
  | "budget"
  | "elsewhere"
  | "unavailable";

const KINDS: Record<number, ProblemKind> = {
  401: "session-ended",
  403: "forbidden",
  404: "not-found",
  409: "conflict",
  412: "stale",
  422: "invalid",
  429: "too-many",
  502: "elsewhere",
};
const PREFIX = "urn:front-desk:problem:";
const BY_NAME: Record<string, ProblemKind> = { "sign-in-again": "sign-in-again", "budget-exhausted": "budget" };

export class ApiProblem extends Error {
  constructor(
    readonly kind: ProblemKind,
    /** The cause, in the API's words. */
    readonly detail?: string,
    readonly fields: WrongField[] = [],
    /** After how many seconds the request may succeed. */
    readonly retryAfter?: number,
    /** The problem's name in the API, such as `website-too-slow`. */
    readonly code?: string,
  ) {
    super(detail ?? kind);
    this.name = "ApiProblem";
  }
}

/** The problem of an answer; without an answer, nothing was reached. */
export function problemOf(body: unknown, response: Response | undefined): ApiProblem {
  if (body instanceof ApiProblem) return body;
  if (!response) return new ApiProblem("offline");
  const problem = isProblem(body) ? body : undefined;
  const name = problem?.type.startsWith(PREFIX) ? problem.type.slice(PREFIX.length) : "";
  const kind = BY_NAME[name] ?? KINDS[response.status] ?? "unavailable";
  const retryAfter = Number(response.headers.get("Retry-After")) || undefined;
  return new ApiProblem(kind, problem?.detail ?? undefined, problem?.errors ?? [], retryAfter, name);
}

function isProblem(body: unknown): body is Problem {
  return typeof body === "object" && body !== null && "type" in body && "status" in body;
}

/** Any error as a problem: what is not one is a mistake of ours. */
export function asProblem(error: unknown): ApiProblem {
  return error instanceof ApiProblem ? error : new ApiProblem("unavailable");
}
