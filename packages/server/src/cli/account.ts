/** `portcullis account`: help for who cannot log in, on the machine of the installation. */
import { userInfo } from 'node:os'
import type { Command } from 'commander'
import type { Configuration } from '../config/configuration.ts'
import { formatAddress } from '../config/field/address.ts'
import { rescueAccount } from '../control/account/rescue.ts'
import { machineActor } from '../control/actor.ts'
import { systemClock } from '../ports/clock.ts'
import { databasePlace, openSql } from '../store/sql/open.ts'
import { type CommandOutput, processOutput } from './command-output.ts'
import { readNamedConfiguration } from './named-configuration.ts'

/** How somebody is helped. */
export interface RescueOptions {
  readonly config?: string | undefined
  readonly secondFactor: boolean
  readonly operator: boolean
}

/** What the command ends with. */
export const accountCodes = { done: 0, failed: 1 } as const

/** Prints a link to a new password. */
export async function rescue(email: string, options: RescueOptions, output: CommandOutput): Promise<void> {
  const failed = (text: string): void => {
    output.error(`${text}\n`)
    output.exit(accountCodes.failed)
  }
  const configuration = await readNamedConfiguration(options.config)
  if ('problem' in configuration) return failed(configuration.problem)
  const { dataFolder, admin } = configuration.settings
  const origin = originOf(configuration)
  if (origin === undefined) {
    return failed(
      'There is no control plane: `listen.admin` is `off`, or its port is 0 and there is no `admin.public_url`.',
    )
  }
  const opened = await openSql(databasePlace(dataFolder, admin.database))
  if (opened.outcome === 'refused') return failed(opened.problem)
  try {
    const actor = machineActor(userInfo().username)
    const link = await rescueAccount({ ...options, db: opened.db, actor, at: systemClock.now(), origin, email })
    if (link === undefined) return failed(`No account has the address ${JSON.stringify(email)}.`)
    output.error(
      'Whoever opens this link within 30 minutes sets a new password; all sessions of the account have ended:\n',
    )
    output.out(`${link}\n`)
  } finally {
    await opened.close()
  }
}

function originOf({ settings }: Configuration): string | undefined {
  const address = settings.listen.admin
  if (settings.admin.publicOrigin !== undefined) return settings.admin.publicOrigin
  return address === undefined || address.port === 0 ? undefined : `http://${formatAddress(address)}`
}

/** Adds the command to the program. */
export function registerAccount(program: Command, output: CommandOutput = processOutput): void {
  const account = program.command('account').description('help for who cannot log in to the control plane any more')
  account
    .command('rescue')
    .description('print a link by which the owner of an account sets a new password; for operators who lost theirs')
    .argument('<email>', 'address of the account')
    .option('-c, --config <file>', 'the configuration of the installation; that of the first installation unless given')
    .option('--second-factor', 'take the second factor off, too', false)
    .option('--operator', 'make the account an operator of the installation', false)
    .action((email: string, options: RescueOptions) => rescue(email, options, output))
}
