/** Which recorded calls a command reads: options that replay and learn have in common. */
import { readInstant } from '@portcullis/engine'
import type { Keyring, RecordedCall } from '@portcullis/workbench'
import { type Command, InvalidArgumentError } from 'commander'
import { fileFault } from '../config/file-fault.ts'
import { hasFacts } from '../recorded/recorded-call.ts'
import { readNamedConfiguration } from './named-configuration.ts'
import { openKeyring, readCalls } from './recorded-calls.ts'

/** What was asked for on the command line. */
export interface CallSourceOptions {
  readonly config?: string
  readonly log?: readonly string[]
  readonly server?: string
  readonly grant?: string
  /** Milliseconds since the epoch. */
  readonly since?: number
  readonly until?: number
}

/** Calls, and the keys with which their facts were kept. */
export interface CallSource {
  readonly calls: readonly RecordedCall[]
  readonly keyring: Keyring
  /** What is to be said of the source: a sentence. */
  readonly warning: string | undefined
}

/** Adds the options. */
export function withCallSource(command: Command): Command {
  return command
    .option('-c, --config <file>', 'the configuration that names the log and the data folder with the key')
    .option('--log <files...>', 'these logs, in place of the configuration’s; what was put aside is read with each')
    .option('--server <slug>', 'only calls of this server')
    .option('--grant <id>', 'only calls of this grant')
    .option('--since <instant>', 'only calls from then on, as RFC 3339 writes it', instant)
    .option('--until <instant>', 'only calls before then', instant)
}

function instant(text: string): number {
  const read = readInstant(text)
  if (read !== undefined) return read.second
  throw new InvalidArgumentError('Write an instant, such as 2026-03-01T00:00:00Z.')
}

/** Opens what the options name, or says why it cannot. */
export async function openCalls(options: CallSourceOptions): Promise<CallSource | { readonly problem: string }> {
  const found = await readNamedConfiguration(options.config)
  if ('problem' in found) return found
  const { settings, grants } = found
  const keyring = await openKeyring(settings)
  if ('problem' in keyring) return keyring
  try {
    const calls = await readCalls(options.log ?? [settings.log.file], options, grants)
    return { calls, keyring, warning: warningOf(calls, settings.log.digests) }
  } catch (error) {
    return { problem: `The log cannot be read: ${fileFault(error)}. Correct the path, or give --log.` }
  }
}

function warningOf(calls: readonly RecordedCall[], digests: boolean): string | undefined {
  if (calls.length === 0 || hasFacts(calls)) return undefined
  return digests
    ? 'Nothing was recorded of the arguments of these calls: the servers’ lists were not known, or an earlier version wrote the log.'
    : 'Nothing was recorded of the arguments of these calls: the configuration says "log: { digests: false }".'
}
