/** `portcullis apply`: makes an organisation what the files of a folder say. */
import { resolve } from 'node:path'
import type { Command } from 'commander'
import { many } from '../../scan/words.ts'
import { type CommandOutput, processOutput } from '../command-output.ts'
import { confirm } from '../remote/ask-person.ts'
import { type ControlOptions, controlCommand, type Running, withControl } from '../remote/command.ts'
import { controlCodes, Stop } from '../remote/stop.ts'
import type { Change } from './change.ts'
import { readFolder } from './folder.ts'
import { makePlan, type Plan } from './plan.ts'
import { planJson, planText } from './plan-text.ts'
import { tokenTaker } from './tokens.ts'

interface ApplyOptions extends ControlOptions {
  readonly folder: string
  readonly plan: boolean
  readonly prune: boolean
  readonly secrets: boolean
  readonly yes: boolean
  readonly tokens?: string
  readonly reason?: string
}

/** Adds the command to the program. */
export function registerApply(program: Command, output: CommandOutput = processOutput): void {
  controlCommand(
    program,
    'apply',
    'make servers, policies and grants what the files of a folder say; the plan is shown first',
  )
    .requiredOption('-f, --folder <folder>', 'the folder')
    .option('--plan', 'only show the plan; ends with 2 where something would change', false)
    .option('--prune', 'remove what no file wants, of the kinds of which the folder has files', false)
    .option('--secrets', 'send secrets again: what they are now cannot be compared', false)
    .option('--tokens <file>', 'where tokens of new grants are written, one JSON object a line')
    .option('--reason <text>', 'why: it stands in histories and in the change log')
    .option('--yes', 'do not ask', false)
    .addHelpText(
      'after',
      `\nEnds with ${controlCodes.done}: it is as the files say. ${controlCodes.refused}: refused; what was done before stays. ${controlCodes.changes}: with --plan, something would change.`,
    )
    .action((options: ApplyOptions) => withControl(options, (running) => apply(running, options, output), output))
}

async function apply(running: Running, options: ApplyOptions, output: CommandOutput): Promise<void> {
  const folder = readFolder(resolve(options.folder))
  const plan = await makePlan(running.session, folder, options)
  if (options.plan) {
    running.show(planJson(plan), () => planText(plan))
    return running.exit(plan.changes.length > 0 ? controlCodes.changes : controlCodes.done)
  }
  if (plan.changes.length === 0) return running.show({ ...planJson(plan), made: 0 }, () => planText(plan))
  const onToken = plan.changes.some(({ token }) => token === true)
    ? tokenTaker(options.tokens, output)
    : () => undefined
  if (!options.yes) await agree(running, plan)
  const { session, params } = running
  const world = { environment: process.env, folder: folder.path }
  const making = { session, params, world, onToken, reason: options.reason ?? '' }
  for (const [at, change] of plan.changes.entries())
    await make(change, () => change.make(making), `${at} of ${plan.changes.length} changes are made`)
  running.show(
    { ...planJson(plan), made: plan.changes.length },
    () => `${options.yes ? planText(plan) : ''}${many(plan.changes.length, 'change')} made.\n`,
  )
}

async function agree({ note }: Running, plan: Plan): Promise<void> {
  note(planText(plan).trimEnd())
  const done = await confirm(
    'Make these changes?',
    'Nothing was changed: say --yes where nobody can be asked, or --plan for the plan alone.',
  )
  if (!done) throw new Stop('Nothing was changed.')
}

async function make({ kind, name }: Change, work: () => Promise<void>, done: string): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof Stop)) throw error
    throw new Stop(`${kind} ${name}: ${error.message}\n${done}. Mend it and apply again: it goes on from there.`)
  }
}
