/** `portcullis member`. */
import type { Command } from 'commander'
import { type CommandOutput, processOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { when } from '../remote/instants.ts'
import { allOf, type Session } from '../remote/session.ts'
import { Stop } from '../remote/stop.ts'
import { table } from '../remote/table.ts'
import { type RoleOptions, roleOptions, roleText } from './role.ts'

/** Adds the commands to the program. */
export function registerMember(program: Command, output: CommandOutput = processOutput): void {
  const member = program.command('member').description('members of an organisation, and their roles')
  registerList(member, output)
  registerSet(member, output)
  registerRemove(member, output)
}

const membersOf = (session: Session) =>
  allOf((query) => session.ask('members.list', { params: { organisation: session.organisation }, query }))

function registerList(member: Command, output: CommandOutput): void {
  controlCommand(member, 'list', 'list members and their roles').action((options: ControlOptions) =>
    withControl(
      options,
      async ({ session, show }) => {
        const members = await membersOf(session)
        show(members, () =>
          table(
            ['email', 'name', 'roles', 'since', 'second factor'],
            members.map(({ email, name, roles, since, second_factor: second }) => [
              email,
              name,
              roles.map(roleText).join(', '),
              when(since),
              second ? 'yes' : 'no',
            ]),
          ),
        )
      },
      output,
    ),
  )
}

function registerSet(member: Command, output: CommandOutput): void {
  roleOptions(controlCommand(member, 'set', 'give a member this role in the place of those that people gave before'))
    .argument('<member>', 'e-mail address, or id of the account')
    .action((called: string, options: ControlOptions & RoleOptions) =>
      withControl(
        options,
        async ({ session, params, show }) => {
          const { role, server } = options
          const account = await accountOf(session, called)
          const roles = [{ role, ...(server !== undefined && { server }) }]
          const { body } = await session.ask('members.edit', { params: { ...params, account }, body: { roles } })
          show(body, () => `${called} is ${roleText({ role, server })} now.${revoked(body.revoked_keys)}\n`)
        },
        output,
      ),
    )
}

function registerRemove(member: Command, output: CommandOutput): void {
  controlCommand(member, 'remove', 'take all roles from a member, at once')
    .argument('<member>', 'e-mail address, or id of the account')
    .action((called: string, options: ControlOptions) =>
      withControl(
        options,
        async ({ session, params, show }) => {
          const account = await accountOf(session, called)
          const { body } = await session.ask('members.remove', { params: { ...params, account } })
          show(body, () => `${called} is no member any more.${revoked(body.revoked_keys)}\n`)
        },
        output,
      ),
    )
}

const revoked = (keys: number): string => (keys === 0 ? '' : ` API keys that are revoked: ${keys}.`)

async function accountOf(session: Session, called: string): Promise<string> {
  const found = (await membersOf(session)).find(
    ({ account, email }) => account === called || email.toLowerCase() === called.toLowerCase(),
  )
  if (found === undefined) throw new Stop(`There is no member ${called}. See portcullis member list.`)
  return found.account
}
