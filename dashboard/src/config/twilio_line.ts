// Twilio's Voice SDK, in a file of its own: it weighs more than any screen, and loads when someone talks to the agent.

import { Device } from "@twilio/voice-sdk";

export function newLine(token: string): Device {
  // Errors are shown on the screen. The SDK's log has tokens.
  return new Device(token, { logLevel: "silent", closeProtection: false });
}
