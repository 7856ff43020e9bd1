/** `portcullis reload`: what a running gateway made of the last edit, and the confirmation of an edit that gives rights. */
import { setTimeout as wait } from 'node:timers/promises'
import type { Command } from 'commander'
import { confirmDigest, type PublishedStatus, readStatus } from '../config/watch/confirmation.ts'
import { type CommandOutput, processOutput } from './command-output.ts'
import { dataFolderOf } from './data-folder.ts'

/** What is asked for. */
export interface ReloadOptions {
  readonly config: string
  /** Beginning of the digest of the edit that is confirmed. */
  readonly confirm?: string
}

/** What `reload` ends with. */
export const reloadCodes = { inForce: 0, notInForce: 1 } as const

const shownDigits = 12
const patience = { tries: 50, pause: 100 } as const

/** Shows the status; confirms the edit that waits when its digest is named. */
export async function reload({ config, confirm }: ReloadOptions, output: CommandOutput): Promise<void> {
  const data = await dataFolderOf(config)
  const status = await readStatus(data)
  if (status === undefined) {
    output.error(`No gateway has left a status in ${data}. Is it running with this configuration?\n`)
    return output.exit(reloadCodes.notInForce)
  }
  if (confirm === undefined) {
    output.out(describeStatus(status))
    return output.exit(status.state === 'in_force' ? reloadCodes.inForce : reloadCodes.notInForce)
  }
  if (status.state !== 'waiting' || confirm.length < shownDigits || !status.digest.startsWith(confirm)) {
    output.error('No edit with this digest waits for a confirmation.\n')
    output.error(describeStatus(status))
    return output.exit(reloadCodes.notInForce)
  }
  const failure = (await confirmDigest(data, status.digest)) ?? (await awaitForce(data, status.digest))
  if (failure === undefined) output.out('The edit is in force.\n')
  else output.error(`${failure}\n`)
  output.exit(failure === undefined ? reloadCodes.inForce : reloadCodes.notInForce)
}

async function awaitForce(data: string, digest: string): Promise<string | undefined> {
  for (let i = 0; i < patience.tries; i++) {
    const status = await readStatus(data)
    if (status?.digest === digest && status.state === 'in_force') return undefined
    if (status !== undefined && status.digest !== digest) return 'The files were edited again; look at what waits now.'
    await wait(patience.pause)
  }
  return 'The edit was confirmed, and the gateway has not taken it up yet. Is it running?'
}

function describeStatus({ state, at, digest, loosens, problems, restart }: PublishedStatus): string {
  const since = new Date(at).toISOString()
  const list = (lines: readonly string[]): string => lines.map((line) => `  ${line}\n`).join('')
  switch (state) {
    case 'in_force':
      return `The files are in force since ${since}.\n${restart.length === 0 ? '' : `These parts need a restart: ${restart.join(', ')}.\n`}`
    case 'rejected':
      return `The files have errors since ${since}; the version before them is in force.\n${list(problems)}`
    case 'waiting':
      return `An edit waits since ${since}, for it gives rights:\n${list(loosens)}To put it in force: portcullis reload --confirm ${digest.slice(0, shownDigits)}\n`
    default:
      return state satisfies never
  }
}

/** Adds the command to the program. */
export function registerReload(program: Command, output: CommandOutput = processOutput): void {
  program
    .command('reload')
    .description('show what a running gateway made of the last edit; confirm an edit that waits (watch: tighten)')
    .option('-c, --config <file>', 'the configuration', 'portcullis.yaml')
    .option('--confirm <digest>', 'put the edit in force that was shown with this digest')
    .action(async (options: ReloadOptions) => reload(options, output))
}
