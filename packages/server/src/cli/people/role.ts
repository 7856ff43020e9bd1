/** Roles, as options and as text. */
import { type Command, Option } from 'commander'
import { ROLES, type Role } from '../../control/permissions.ts'

/** Adds the options of a role, and of the server for which alone it holds. */
export function roleOptions(command: Command): Command {
  return command
    .addOption(new Option('--role <role>', 'what they may do').choices([...ROLES]).default('viewer'))
    .option('--server <slug>', 'only for this server')
}

/** A role as the options say it. */
export interface RoleOptions {
  readonly role: Role
  readonly server?: string
}

/** A role as text. */
export const roleText = ({ role, server }: { readonly role: string; readonly server?: string | undefined }): string =>
  server === undefined ? role : `${role} of ${server}`
