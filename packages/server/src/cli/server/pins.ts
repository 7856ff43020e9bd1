/** `portcullis server pins`. */
import { type Command, Option } from 'commander'
import type { Returned } from '../../control/client.ts'
import { safeLine } from '../../ports/safe-text.ts'
import type { CommandOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { table } from '../remote/table.ts'

const STATES = ['open', 'accepted', 'changed', 'new', 'rejected', 'gone'] as const

interface PinsOptions extends ControlOptions {
  readonly state?: (typeof STATES)[number]
}

/** A tool as the API shows it. */
export type ShownTool = Extract<Returned<'servers.tools'>, { readonly ok: true }>['body']['items'][number]

/** Adds it. */
export function registerServerPins(server: Command, output: CommandOutput): void {
  controlCommand(server, 'pins', 'list the tools of a server, and how they stand to what was accepted')
    .argument('<slug>', 'the server')
    .addOption(new Option('--state <state>', 'only tools in this state').choices([...STATES]))
    .action((slug: string, { state, ...options }: PinsOptions) =>
      withControl(
        options,
        async ({ session, params, show, note }) => {
          const { body } = await session.ask('servers.tools', { params: { ...params, server: slug }, query: { state } })
          show(body, () => toolsText(body.items))
          if (!body.pinned)
            note('Nothing was accepted yet, so every tool is followed: portcullis server accept begins it.')
        },
        output,
      ),
    )
}

/** Tools, and what is different of those that changed. */
export function toolsText(tools: readonly ShownTool[]): string {
  const rows = tools.map(({ name, state, label, flags }) => [name, state, label.category, label.risk, flags.join(', ')])
  return table(['tool', 'state', 'category', 'risk', 'flags'], rows) + tools.map(differenceText).join('')
}

function differenceText({ name, difference }: ShownTool): string {
  if (difference === undefined) return ''
  const lines = difference.changes.flatMap(({ path, before, after }) => [
    `  ${safeLine(path)}`,
    ...(before === undefined ? [] : [`    - ${shortly(before)}`]),
    ...(after === undefined ? [] : [`    + ${shortly(after)}`]),
  ])
  return `\n${safeLine(name)}\n${lines.join('\n')}\n${difference.more ? '  … and more\n' : ''}`
}

const LONGEST = 400

function shortly(value: unknown): string {
  const text = safeLine(typeof value === 'string' ? value : JSON.stringify(value))
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
