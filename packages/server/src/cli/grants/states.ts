/** `portcullis grant revoke`, `suspend` and `confirm`. */
import type { Command } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { Stop } from '../remote/stop.ts'
import { findGrant } from './find.ts'
import { grantSheet } from './words.ts'

interface ReasonOptions extends ControlOptions {
  readonly reason?: string
}

/** Adds them. */
export function registerGrantStates(grant: Command, output: CommandOutput): void {
  registerRevoke(grant, output)
  registerSuspend(grant, output)
  registerConfirm(grant, output)
}

function registerRevoke(grant: Command, output: CommandOutput): void {
  controlCommand(grant, 'revoke', 'revoke a grant at once and for good; its streams end')
    .argument('<grant>', 'id, or whole label')
    .option('--reason <text>', 'why: it stands in the change log')
    .action((called: string, { reason, ...options }: ReasonOptions) =>
      withControl(
        options,
        async ({ session, show }) => {
          const { params } = await findGrant(session, called)
          const { body } = await session.ask('grants.revoke', { params, body: { ...(reason && { reason }) } })
          show(body, () => grantSheet(body))
        },
        output,
      ),
    )
}

function registerSuspend(grant: Command, output: CommandOutput): void {
  controlCommand(grant, 'suspend', 'suspend a grant until somebody confirms it')
    .argument('<grant>', 'id, or whole label')
    .requiredOption('--reason <text>', 'why: it stands in the change log')
    .action((called: string, { reason = '', ...options }: ReasonOptions) =>
      withControl(
        options,
        async ({ session, show }) => {
          const { params } = await findGrant(session, called)
          const { body } = await session.ask('grants.suspend', { params, body: { reason } })
          show(body, () => grantSheet(body))
        },
        output,
      ),
    )
}

function registerConfirm(grant: Command, output: CommandOutput): void {
  controlCommand(grant, 'confirm', 'confirm grants that are suspended, as all are after a backup was restored')
    .argument('[grants...]', 'ids, or whole labels')
    .option('--all', 'all of them', false)
    .action((called: readonly string[], { all, ...options }: ControlOptions & { readonly all: boolean }) =>
      withControl(
        options,
        async ({ session, params, show }) => {
          if (all === called.length > 0) throw new Stop('Name grants, or say --all.')
          const ids: string[] = []
          for (const one of called) ids.push((await findGrant(session, one)).grant.id)
          const { body } = await session.ask('grants.confirm_all', { params, body: { grants: all ? 'all' : ids } })
          show(body, () => `${body.confirmed.length} grants are confirmed.\n`)
        },
        output,
      ),
    )
}
