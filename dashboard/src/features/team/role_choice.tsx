import type { Role } from "../../api/generated/types.gen";
import { useText } from "../../text/text";
import { Radios } from "../../ui/choices";

const ROLES: Role[] = ["owner", "manager", "dispatcher", "viewer"];

/** The roles, each with what it includes. */
export function RoleChoice({ legend, role, onChange }: { legend: string; role: Role; onChange: (role: Role) => void }) {
  const text = useText();
  return (
    <Radios
      legend={legend}
      value={role}
      onChange={onChange}
      options={ROLES.map((value) => ({ value, label: text.roles[value], help: text.team.roles[value] }))}
    />
  );
}
