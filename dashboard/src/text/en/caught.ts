export const caught = {
  title: "Not said",
  lead: "The model wanted to say these sentences. The caller did not hear them. Numbers are masked.",
  kinds: {
    safety: "Assurance of safety",
    booking: "Booking that was not made",
    arrival: "Promise of arrival",
    diagnosis: "Diagnosis",
    price: "Price that is not configured",
    never_say: "Subject that is never talked about",
  },
  turn: (turn: number) => `Turn ${turn}`,
  rephrased: "said in other words",
  replaced: "a fixed sentence was said",
};
