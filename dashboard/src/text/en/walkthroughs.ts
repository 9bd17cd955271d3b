export const walkthroughs = {
  titles: {
    twilio: "How to get Twilio",
    first_minutes: "The first five minutes",
    dispatcher_morning: "A dispatcher's morning",
  },
  open: {
    twilio: "Don't have Twilio? See how to get it",
    first_minutes: "See the first five minutes",
    dispatcher_morning: "See a dispatcher's morning",
  },
  about: "A video without sound: the captions say everything. Press a line to go there.",
  steps: "What the video shows",
  failed: "The video does not play here. What it says is below, if the connection allows.",
};
