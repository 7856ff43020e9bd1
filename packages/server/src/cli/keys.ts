/** `portcullis keys`: the keys by which secrets of the database are sealed. */
import { userInfo } from 'node:os'
import type { Command } from 'commander'
import { machineActor } from '../control/actor.ts'
import { keysInUse } from '../control/keys/reseal.ts'
import { rotateKeys } from '../control/keys/rotate.ts'
import { type Keyring, makeSealKey, openKeyring, printSealKey, SEAL_KEYS_VARIABLE } from '../crypto/keyring.ts'
import { KEY_VARIABLE, newKeyLine } from '../crypto/keys.ts'
import { systemClock } from '../ports/clock.ts'
import { databasePlace, openSql } from '../store/sql/open.ts'
import type { Database } from '../store/sql/tables.ts'
import { type CommandOutput, processOutput } from './command-output.ts'
import { problemLines, readConfiguration } from './read-configuration.ts'

/** Where the installation is, and how it is told. */
export interface KeysOptions {
  readonly config: string
  readonly json: boolean
}

/** What the commands end with. */
export const keysCodes = { done: 0, failed: 1 } as const

/** Lists the keys: never the keys themselves. */
export async function listKeys(options: KeysOptions, output: CommandOutput): Promise<void> {
  await withKeys(options, output, async (db, keyring) => {
    const used = await keysInUse(db, keyring)
    const keys = keyring.all().map(({ id, created }, place) => ({
      id,
      created: new Date(created).toISOString(),
      seals: place === 0,
      used: used.has(id),
    }))
    if (options.json) output.out(`${JSON.stringify(keys)}\n`)
    else for (const key of keys) output.out(`${key.id}  ${key.created}  ${stateOf(key)}\n`)
  })
}

const stateOf = ({ seals, used }: { readonly seals: boolean; readonly used: boolean }): string =>
  seals ? 'seals' : used ? 'opens what is not sealed anew yet' : 'is kept for an hour, and not used'

/** Seals everything anew, by a new key. */
export async function rotate(options: KeysOptions, output: CommandOutput): Promise<void> {
  await withKeys(options, output, async (db, keyring) => {
    const former = keyring.current().id
    if (keyring.add === undefined)
      output.error(`The keys come from ${SEAL_KEYS_VARIABLE}: everything is sealed by the first of them, ${former}.\n`)
    const actor = machineActor(userInfo().username)
    const rotated = await rotateKeys({ db, keyring, actor, at: systemClock.now() })
    if (options.json) return output.out(`${JSON.stringify(rotated)}\n`)
    output.out(`${rotated.resealed} secrets are sealed by the key ${rotated.key} now.\n`)
    if (rotated.removed.length > 0) output.out(`Taken out: ${rotated.removed.join(', ')}.\n`)
    if (rotated.unopened > 0)
      output.error(
        `${rotated.unopened} secrets do not open by any key that there is. Give them again where they are missed.\n`,
      )
  })
}

async function withKeys(
  { config }: KeysOptions,
  output: CommandOutput,
  work: (db: Database, keyring: Keyring) => Promise<void>,
): Promise<void> {
  const failed = (text: string): void => {
    output.error(`${text}\n`)
    output.exit(keysCodes.failed)
  }
  const configuration = await readConfiguration(config)
  if (!('settings' in configuration)) return failed(problemLines(configuration))
  const { dataFolder, keys, admin } = configuration.settings
  const keyring = openKeyring(keys.sealing, process.env, () => systemClock.now())
  if (!keyring.ok) return failed(keyring.problem)
  const opened = await openSql(databasePlace(dataFolder, admin.database))
  if (opened.outcome === 'refused') return failed(opened.problem)
  try {
    await work(opened.db, keyring.keyring)
  } finally {
    await opened.close()
  }
}

/** Adds the command to the program. */
export function registerKeys(program: Command): void {
  const keys = program.command('keys').description('the keys by which secrets of the database are sealed')
  const common = (name: string, summary: string): Command =>
    keys
      .command(name)
      .description(summary)
      .option('-c, --config <file>', 'the configuration of the installation', 'portcullis.yaml')
      .option('--json', 'JSON instead of lines', false)
  common('list', 'list them: since when, and whether anything is sealed by them').action((options: KeysOptions) =>
    listKeys(options, processOutput),
  )
  common('rotate', 'make a new key and seal everything by it; nothing has to be stopped').action(
    (options: KeysOptions) => rotate(options, processOutput),
  )
  keys
    .command('new')
    .description(`print a new key, for ${SEAL_KEYS_VARIABLE}`)
    .option('--installation', `one from which all others are derived, for ${KEY_VARIABLE}`, false)
    .action(({ installation }: { readonly installation: boolean }) =>
      processOutput.out(`${installation ? newKeyLine() : printSealKey(makeSealKey(systemClock.now()))}\n`),
    )
}
