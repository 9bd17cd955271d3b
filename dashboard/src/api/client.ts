// Connects the generated client with the session and turns failures into problems.

import { client } from "./generated/client.gen";
import { problemOf } from "./problem";

type Session = {
  /** A valid access token, renewed if needed. */
  token: () => Promise<string | undefined>;
  /** Called when the API does not accept the token any more. */
  ended: () => void;
};

export function connectClient(session: Session): void {
  client.setConfig({ baseUrl: "", auth: session.token, throwOnError: true });
  client.interceptors.error.use((body, response) => {
    const problem = problemOf(body, response);
    if (problem.kind === "session-ended") session.ended();
    return problem;
  });
}
