/** `portcullis policy save`. */
import { basename } from 'node:path'
import type { Command } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import type { Session } from '../remote/session.ts'
import { Stop } from '../remote/stop.ts'
import { documentAt } from './document.ts'

interface SaveOptions extends ControlOptions {
  readonly name?: string
  readonly description?: string
  readonly reason?: string
}

/** Adds it. */
export function registerPolicySave(policy: Command, output: CommandOutput): void {
  controlCommand(
    policy,
    'save',
    'save a document as a new policy, or as the next version of one: in force from the next request on',
  )
    .argument('<file>', 'the document; - for standard input')
    .option('--name <name>', 'what the policy is called; the name of the file unless given')
    .option('--description <text>', 'what it is for; only for a new policy')
    .option('--reason <text>', 'why, for those who read the history')
    .action((file: string, options: SaveOptions) =>
      withControl(
        options,
        async ({ session, show, note }) => {
          const saved = await save(session, documentAt(file), { ...options, name: options.name ?? nameOf(file) })
          show(saved, () => `${saved.name}: version ${saved.version} is in force.\n`)
          for (const { line, column, message } of saved.warnings) note(`${file}:${line}:${column} ${message}`)
        },
        output,
      ),
    )
}

function nameOf(file: string): string {
  if (file === '-') throw new Stop('Say what the policy is called, with --name.')
  return basename(file).replace(/\.[^.]*$/, '')
}

async function save(session: Session, text: string, { name = '', description = '', reason = '' }: SaveOptions) {
  const params = { organisation: session.organisation }
  const there = await session.try('policies.read', { params: { ...params, policy: name } })
  const saved = there.ok
    ? await session.ask('policies.versions.save', {
        params: { ...params, policy: name },
        body: { text, reason },
        ifMatch: there.etag,
      })
    : await session.ask('policies.create', { params, body: { name, description, text, reason } })
  return saved.body
}
