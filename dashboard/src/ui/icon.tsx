// The icons: lines on a grid of 24, in the colour of the words beside them. They are never the only label.

const PATHS = {
  today: "M4 10.5 12 4l8 6.5M6 9.5V20h12V9.5",
  calls:
    "M5 4h3.5l1.5 4-2 1.5a12 12 0 0 0 6.5 6.5L16 14l4 1.5V19a1.5 1.5 0 0 1-1.6 1.5A15.5 15.5 0 0 1 3.5 5.6 1.5 1.5 0 0 1 5 4Z",
  number: "M5 9h14M4.5 15h14M10.5 4 8.5 20M15.5 4l-2 16",
  inbox: "M4 13.5 6.5 5h11L20 13.5V19H4v-5.5Zm0 0h4.5a3.5 3.5 0 0 0 7 0H20",
  schedule: "M5 6h14v14H5zM5 10.5h14M9 3.5V8M15 3.5V8",
  agent: "M5 12a7 7 0 0 1 14 0v4.5a2.5 2.5 0 0 1-2.5 2.5H13M5 12v4h3v-4H5Zm11 0v4h3v-4h-3Z",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  companies: "M4 20V6l8-2.5V20M12 9h8v11M3 20h18M7.5 9.5h1M7.5 13h1M15.5 13h1M15.5 16.5h1",
  search: "M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14Zm5-2 4.5 4.5",
  close: "m6 6 12 12M18 6 6 18",
  back: "m14 6-6 6 6 6",
  next: "m10 6 6 6-6 6",
  plus: "M12 5v14M5 12h14",
  check: "m5 12.5 4.5 4.5L19 7.5",
  warning: "M12 4 3 19.5h18L12 4Zm0 6v4.5m0 2.5h.01",
  info: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16Zm0-9v5m0-8h.01",
  lock: "M7 11V8a5 5 0 0 1 10 0v3M5.5 11h13v9h-13z",
  offline:
    "M3 3l18 18M8.5 15.5a5 5 0 0 1 7 0M5.5 12a9 9 0 0 1 4-2.3M14 9.6a9 9 0 0 1 4.5 2.4M2.5 8.7a14 14 0 0 1 4.3-2.6M11 5a14 14 0 0 1 10.5 3.7M12 19h.01",
  clock: "M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16Zm0-12.5V12l3 2",
  play: "M8 5.5v13l10.5-6.5z",
  pause: "M8 5.5v13M16 5.5v13",
  settings:
    "M4 7h9m4 0h3M4 17h3m4 0h9M15 9.5a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Zm-6 10a2.5 2.5 0 1 0 0-5 2.5 2.5 0 0 0 0 5Z",
  sign_out: "M10 5H5v14h5M14 8.5 18 12l-4 3.5M9.5 12H18",
  tool: "M14.5 6.5a4 4 0 0 1 5-1L17 8l1 1.5 2.5-2a4 4 0 0 1-5.5 5L8 19.5a2 2 0 0 1-3-3l7.5-6.5a4 4 0 0 1 2-3.5Z",
  customers:
    "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6 8a6 6 0 0 1 12 0M15.5 4.8a3.5 3.5 0 0 1 0 6.4M17.5 14a6 6 0 0 1 3.5 5.5",
  numbers: "M8 3.5h8v17H8zM11 17.5h2",
  team: "M12 12a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7Zm-6 8a6 6 0 0 1 12 0M5 11.5A2.5 2.5 0 0 1 5.5 7M19 11.5A2.5 2.5 0 0 0 18.5 7M2.5 17a4 4 0 0 1 2-2.5M21.5 17a4 4 0 0 0-2-2.5",
  key: "M14.5 13.5a4.5 4.5 0 1 0-4-2.5L4 17.5V20h3v-2h2v-2h2l2-2.5M15.5 8.5h.01",
  webhooks: "M9 8 5 12l4 4M15 8l4 4-4 4",
  bell: "M6.5 16V11a5.5 5.5 0 0 1 11 0v5l1.5 1.5H5L6.5 16ZM10 20h4",
  analytics: "M4 20h16M7 16.5V12M12 16.5V5M17 16.5V9",
  usage:
    "M12 4v16M16 7.5c-.8-1.2-2.2-1.8-4-1.8-2.3 0-4 1.1-4 2.9 0 4.2 8.4 2.2 8.4 6.4 0 2-1.9 3.3-4.4 3.3-2 0-3.6-.8-4.4-2.2",
  audit: "M8 4.5h8M6 3h12v18H6zM9 9h6M9 13h6M9 17h3",
  health: "M3 12.5h4l2.5-6 4 12 2.5-6h5",
  add: "M12 5v14M5 12h14",
  edit: "M4 20l1-4.5L16 4.5 19.5 8 8.5 19 4 20ZM13.5 7 17 10.5",
  remove: "M5 7h14M10 7V4.5h4V7M7 7l1 13h8l1-13M10.5 10.5v6M13.5 10.5v6",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  download: "M12 4v11M7.5 11 12 15.5 16.5 11M5 20h14",
  print: "M7 9V4h10v5M7 17H4V9h16v8h-3M7 14h10v6H7z",
  person: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8Zm-7.5 8a7.5 7.5 0 0 1 15 0",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, className = "size-5" }: { name: IconName; className?: string }) {
  return (
    <svg
      viewBox="0 0 24 24"
      aria-hidden="true"
      className={`shrink-0 ${className}`}
      fill="none"
      stroke="currentColor"
      strokeWidth={name === "more" ? 3 : 1.7}
      strokeLinecap="round"
      strokeLinejoin="round"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
