/** `portcullis completion`: scripts by which shells complete commands, options and names. */
import { Argument, type Command, Option } from 'commander'
import { type CommandOutput, processOutput } from '../command-output.ts'
import { namesOf } from './asked.ts'
import { bashScript } from './bash.ts'
import { fishScript } from './fish.ts'
import { ASKED, type Asked, type CommandModel, modelOf } from './model.ts'
import { zshScript } from './zsh.ts'

const SCRIPTS = { bash: bashScript, zsh: zshScript, fish: fishScript } as const satisfies Readonly<
  Record<string, (commands: readonly CommandModel[]) => string>
>
type Shell = keyof typeof SCRIPTS

/**
 * Adds the command to the program.
 * @param whole the program with all of its commands
 */
export function registerCompletion(
  program: Command,
  whole: () => Promise<Command>,
  output: CommandOutput = processOutput,
): void {
  program
    .command('completion')
    .description(
      'print the script by which a shell completes commands, options, and names of servers, grants and policies',
    )
    .addArgument(new Argument('[shell]', 'the shell').choices(Object.keys(SCRIPTS)).default('bash'))
    .addOption(new Option('--ask <names>', 'print names').choices([...ASKED]).hideHelp())
    .addHelpText(
      'after',
      '\nExamples:\n  source <(portcullis completion bash)\n  portcullis completion fish > ~/.config/fish/completions/portcullis.fish',
    )
    .action(async (shell: Shell, { ask }: { readonly ask?: Asked }) => {
      if (ask !== undefined) output.out((await namesOf(ask)).map((name) => `${name}\n`).join(''))
      else output.out(SCRIPTS[shell](modelOf(await whole())))
    })
}
