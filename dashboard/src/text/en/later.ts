// The words of the screens that are not opened first: they load with the first of them.

import { audit } from "./audit";
import { callFacts } from "./call_facts";
import { figures } from "./figures";
import { keys } from "./keys";
import { notifications } from "./notifications";
import { schedule } from "./schedule";
import { settings } from "./settings";
import { team } from "./team";
import { webhooks } from "./webhooks";

export const later = { schedule, figures, keys, notifications, settings, team, webhooks, audit, callFacts };
