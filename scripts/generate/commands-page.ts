/** `docs/reference/commands.md`: the command line, as the program describes itself. */
import type { Command } from 'commander'
import { createProgram } from '../../packages/server/src/program.ts'

function section(command: Command): string {
  const args = command.registeredArguments.map((argument) => {
    const name = argument.variadic ? `${argument.name()}…` : argument.name()
    return argument.required ? `<${name}>` : `[${name}]`
  })
  const options = command.options.map(({ flags, description, defaultValue }) => {
    return `| \`${flags.replaceAll('|', '\\|')}\` | ${description}.${standardOf(defaultValue)} |`
  })
  const path = [command.parent?.parent ? command.parent.name() : '', command.name()]
    .filter((name) => name !== '')
    .join(' ')
  const usage = ['portcullis', path, ...args, options.length > 0 ? '[options]' : '']
    .filter((part) => part !== '')
    .join(' ')
  const table = options.length > 0 ? `\n| option | what it does |\n|---|---|\n${options.join('\n')}\n` : ''
  return `## ${path}\n\n${command.description()}\n\n\`\`\`sh\n${usage}\n\`\`\`\n${table}`
}

/** What an option is without being given, where that says anything: not for a flag, nor for a list with nothing in it. */
function standardOf(value: unknown): string {
  const isEmpty = typeof value === 'object' && value !== null && Object.keys(value).length === 0
  const isNothing = value === undefined || value === false || isEmpty
  return isNothing ? '' : ` Standard: \`${String(value)}\`.`
}

const leaves = (command: Command): readonly Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leaves)

const program = await createProgram()

/** The page. */
export function commandsPage(): string {
  return `# Commands

${program.description()} Generated from the program; \`portcullis help <command>\` prints the same.

Commands that take \`--context\` ask a control plane. They end with 0 when it was done, with 1 when it was refused or nobody answered, and
with 2 where \`--plan\` or \`--fail-on\` found changes.

${leaves(program).map(section).join('\n')}`
}
