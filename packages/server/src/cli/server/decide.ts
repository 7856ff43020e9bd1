/** `portcullis server accept` and `portcullis server reject`. */
import type { Command } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { confirm } from '../remote/ask-person.ts'
import { type ControlOptions, controlCommand, type Running, withControl } from '../remote/command.ts'
import { Stop } from '../remote/stop.ts'
import { type ShownTool, toolsText } from './pins.ts'

interface DecideOptions extends ControlOptions {
  readonly all: boolean
  readonly yes: boolean
}

type Verdict = 'accept' | 'reject'

/** Adds both. */
export function registerServerDecide(server: Command, output: CommandOutput): void {
  const words = {
    accept: 'accept definitions of tools; from the first acceptance on, only accepted ones are served',
    reject: 'reject definitions of tools: they stay refused',
  } as const
  for (const verdict of ['accept', 'reject'] as const)
    controlCommand(server, verdict, words[verdict])
      .argument('<slug>', 'the server')
      .argument('[tools...]', 'the tools')
      .option('--all', 'every tool about which nothing is decided', false)
      .option('--yes', 'do not ask', false)
      .action((slug: string, tools: readonly string[], options: DecideOptions) =>
        withControl(options, (running) => decide(running, verdict, { slug, tools, options }), output),
      )
}

interface Wish {
  readonly slug: string
  readonly tools: readonly string[]
  readonly options: DecideOptions
}

async function decide({ session, params, show, note }: Running, verdict: Verdict, wish: Wish): Promise<void> {
  const { slug, options } = wish
  const one = { ...params, server: slug }
  const { body } = await session.ask('servers.tools', { params: one })
  const chosen = choose(body.items, wish)
  if (!options.yes) {
    note(toolsText(chosen))
    const question = `${verdict === 'accept' ? 'Accept' : 'Reject'} ${chosen.length} of ${body.items.length} tools of ${slug}, as shown?`
    if (!(await confirm(question, 'Nothing was decided: say --yes where nobody can be asked.')))
      throw new Stop('Nothing was decided.')
  }
  const seen = chosen.map(({ name, fingerprint }) => ({ name, fingerprint }))
  const asking = { params: one, body: { tools: seen } }
  const decided =
    verdict === 'accept'
      ? await session.ask('servers.tools.accept', asking)
      : await session.ask('servers.tools.reject', asking)
  show(decided.body, () => toolsText(decided.body.items))
}

const DECIDED: ReadonlySet<ShownTool['state']> = new Set(['accepted', 'rejected'])

function choose(tools: readonly ShownTool[], { slug, tools: names, options }: Wish): readonly ShownTool[] {
  if (options.all === names.length > 0) throw new Stop('Name tools, or say --all.')
  const missing = names.filter((name) => !tools.some((tool) => tool.name === name))
  if (missing.length > 0)
    throw new Stop(`${slug} has no tool ${missing.join(', ')}. See portcullis server pins ${slug}.`)
  const chosen = tools.filter(({ name, state }) => (options.all ? !DECIDED.has(state) : names.includes(name)))
  if (chosen.length === 0) throw new Stop(`Nothing is to be decided for ${slug}. See portcullis server pins ${slug}.`)
  return chosen
}
