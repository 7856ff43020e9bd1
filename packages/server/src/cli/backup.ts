/** `portcullis backup` and `portcullis restore`: the control plane's database. */
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { basename, join, resolve } from 'node:path'
import type { Instant } from '@portcullis/engine'
import { type Command, InvalidArgumentError } from 'commander'
import type { Settings } from '../config/configuration.ts'
import { machineActor } from '../control/actor.ts'
import { afterRestore, type Restored } from '../control/restore/after-restore.ts'
import { systemClock } from '../ports/clock.ts'
import { type DataFolder, openDataFolder } from '../store/data-folder.ts'
import { backUp } from '../store/sql/backup/back-up.ts'
import { restore } from '../store/sql/backup/restore.ts'
import type { DatabasePlace } from '../store/sql/open.ts'
import type { Transaction } from '../store/sql/tables.ts'
import { type CommandOutput, processOutput } from './command-output.ts'
import { problemLines, readConfiguration } from './read-configuration.ts'

/** Which installation. */
export interface BackupOptions {
  readonly config: string
}

/** The same, and whether what is there is replaced. */
export interface RestoreOptions extends BackupOptions {
  readonly replace?: boolean
  /** Why counters stay as they are; undefined: they stand at their maximum. */
  readonly keepCounters?: string
}

/** Characters of a reason that are recorded. */
const LONGEST_REASON = 500

/** What the commands end with. */
export const backupCodes = { done: 0, failed: 1 } as const

/** Takes a backup; the gateway may run. */
export async function runBackup(file: string, { config }: BackupOptions, output: CommandOutput): Promise<void> {
  const settings = await settingsOf(config, output)
  if (settings === undefined) return
  const to = resolve(file)
  const taken = await backUp(placeOf(settings), to, systemClock.now())
  if (taken.outcome === 'refused') return failed(output, taken.problem)
  output.out(`${to}: ${taken.bytes} bytes.\n`)
  const keys = join(settings.dataFolder, 'seal.keys')
  if (existsSync(keys))
    output.error(`Sealed secrets in it open only by the keys in ${keys}: keep a copy of that file somewhere else.\n`)
}

/** Puts a backup in the place of the database; the gateway must not run. */
export async function runRestore(file: string, options: RestoreOptions, output: CommandOutput): Promise<void> {
  const settings = await settingsOf(options.config, output)
  if (settings === undefined) return
  const at = systemClock.now()
  const folder = openDataFolder(settings.dataFolder, at)
  if (folder.outcome === 'refused') return failed(output, `Nothing was restored: ${folder.problem}.`)
  try {
    const place = placeOf(settings)
    const kept = `control.db.before-${new Date(at).toISOString().replaceAll(/[:.]/g, '-')}`
    const problem = await restore({
      from: resolve(file),
      place,
      replace: options.replace === true ? { keptAs: join(settings.dataFolder, kept) } : undefined,
      after: async (tx, epoch) =>
        afterRestore(tx, {
          ...{ actor: machineActor(userInfo().username), at, file: basename(file), epoch },
          counters: await countersAfter(tx, { folder, settings, at, kept: options.keepCounters }),
        }),
    })
    if (problem !== undefined) return failed(output, problem)
    output.out(`${file} is restored.\n`)
    output.error(
      'All sessions have ended, and every grant waits until an admin confirms it: what was revoked after the backup was taken would be valid again otherwise.\n',
    )
    if (options.keepCounters === undefined)
      output.error(
        'Budgets count as used up until their windows end: what was used since the backup may not be known here. An admin sets single ones with portcullis counters set.\n',
      )
  } finally {
    folder.release()
  }
}

interface CountersWish {
  readonly folder: DataFolder
  readonly settings: Settings
  readonly at: Instant
  /** Why they stay as they are. */
  readonly kept: string | undefined
}

/** Counters as they are to stand in what is restored: those of the data folder, or those that gateways share. */
async function countersAfter(
  tx: Transaction,
  { folder, settings, at, kept }: CountersWish,
): Promise<Restored['counters']> {
  if (kept !== undefined) return { kept: kept.slice(0, LONGEST_REASON) }
  // Read only where it is wanted: commands are quick.
  const { openCounters } = await import('../compose/counters.ts')
  const { spendBudgets } = await import('../control/restore/spend-budgets.ts')
  const counters = await openCounters({
    settings,
    folder,
    clock: systemClock,
    others: () => 0,
    diagnose: () => undefined,
  })
  if (counters.outcome === 'refused') throw new Error(counters.problem)
  try {
    const trouble = counters.ready()
    if (trouble !== undefined) throw new Error(trouble)
    return await spendBudgets(tx, counters.store, at)
  } finally {
    await counters.store.close()
    counters.flow.close()
  }
}

/** The database that the settings name. */
function placeOf({ admin, dataFolder }: Settings): DatabasePlace {
  return admin.database === undefined
    ? { kind: 'sqlite', path: join(dataFolder, 'control.db') }
    : { kind: 'postgres', url: admin.database }
}

async function settingsOf(config: string, output: CommandOutput): Promise<Settings | undefined> {
  const read = await readConfiguration(resolve(config))
  if ('settings' in read) return read.settings
  failed(output, problemLines(read))
  return undefined
}

function failed(output: CommandOutput, problem: string): void {
  output.error(`${problem}\n`)
  output.exit(backupCodes.failed)
}

function readReason(text: string): string {
  if (text.trim() !== '') return text.trim()
  throw new InvalidArgumentError('Say why: the change log keeps it.')
}

const standard = (): string => join(process.env['PORTCULLIS_HOME'] ?? 'data', 'portcullis.yaml')

/** Registers `portcullis backup`. */
export function registerBackup(program: Command): void {
  program
    .command('backup <file>')
    .description("write a backup of the control plane's database into a new file; the gateway may run meanwhile")
    .option('-c, --config <file>', 'configuration file', standard())
    .action((file: string, options: BackupOptions) => runBackup(file, options, processOutput))
}

/** Registers `portcullis restore`. */
export function registerRestore(program: Command): void {
  program
    .command('restore <file>')
    .description("put a backup in the place of the control plane's database; the gateway must not run")
    .option('-c, --config <file>', 'configuration file', standard())
    .option('--replace', 'replace what is there; a SQLite file is kept beside it')
    .option(
      '--keep-counters <reason>',
      'budgets stay as they are, instead of counting as used up until their windows end; the reason is recorded',
      readReason,
    )
    .action((file: string, options: RestoreOptions) => runRestore(file, options, processOutput))
}
