// Whose notifications are shown, as it stands in the address; one's own without a person.

export type NotificationsSearch = { person?: string };

export function readNotificationsSearch({ person }: Record<string, unknown>): NotificationsSearch {
  return typeof person === "string" && person.startsWith("usr_") ? { person } : {};
}
