/** `portcullis approvals`: calls that wait for people. They are answered on their pages. */
import { type Command, InvalidArgumentError, Option } from 'commander'
import { type CommandOutput, processOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { type ListOptions, listApprovals } from './list.ts'
import { showApproval } from './show.ts'
import { watchApprovals } from './watch.ts'

const STATES = ['pending', 'approved', 'rejected', 'expired', 'superseded', 'consumed']

/** Adds the commands to the program. */
export function registerApprovals(program: Command, output: CommandOutput = processOutput): void {
  const approvals = program
    .command('approvals')
    .description('tell which calls wait for people; they are answered on their pages, by people who log in')
  controlCommand(approvals, 'list', 'list them, the latest first')
    .addOption(new Option('--state <state>', 'in this state').choices(STATES))
    .option('--server <slug>', 'for this server')
    .option('--grant <grant>', 'of this grant: id, or whole label')
    .option('--limit <number>', 'how many at most', readLimit, 50)
    .action((options: ListOptions) => withControl(options, (running) => listApprovals(running, options), output))
  controlCommand(approvals, 'show', 'show one: who asks for what and why, and what people said')
    .argument('<id>', 'as portcullis approvals list lists it')
    .action((id: string, options: ControlOptions) =>
      withControl(options, (running) => showApproval(running, id), output),
    )
  controlCommand(approvals, 'watch', 'print them as they are asked and answered, until it is interrupted').action(
    (options: ControlOptions) => {
      const stop = new AbortController()
      process.once('SIGINT', () => stop.abort())
      return withControl(options, (running) => watchApprovals(running, { options, output, stop: stop.signal }), output)
    },
  )
}

function readLimit(text: string): number {
  if (/^[1-9]\d{0,4}$/.test(text)) return Number(text)
  throw new InvalidArgumentError('Give a number.')
}
