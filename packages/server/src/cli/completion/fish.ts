/** Completion for fish. */
import type { CommandModel, Value } from './model.ts'
import { shellValue } from './shell-text.ts'

/** A text as fish quotes it. */
const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`

/** The script. */
export function fishScript(commands: readonly CommandModel[]): string {
  const names = [...new Set(commands.flatMap(({ commands: below }) => below.map(({ name }) => name)))]
  const lines = commands.flatMap(({ path, commands: below, options, argument }) => {
    const here = `complete -c portcullis -n ${quoted(`__portcullis_at ${path.join(' ')}`.trim())}`
    return [
      ...below.map(({ name, description }) => `${here} -f -a ${quoted(name)} -d ${quoted(description)}`),
      ...options.map(({ names: own, description, value }) => {
        const flags = own
          .map((name) => (name.startsWith('--') ? `-l ${name.slice(2)}` : `-s ${name.slice(1)}`))
          .join(' ')
        return `${here} ${flags}${value === undefined ? '' : ` ${fishValue(value, '-x', '-r')}`} -d ${quoted(description)}`
      }),
      ...(argument === undefined || argument.kind === 'anything' ? [] : [`${here} ${fishValue(argument, '-f', '-F')}`]),
    ]
  })
  return `# Completion of portcullis for fish: put it into ~/.config/fish/completions/portcullis.fish
function __portcullis_at
  set -l at
  set -l known ${names.join(' ')}
  for word in (commandline -opc)[2..-1]
    if contains -- $word $known
      set -a at $word
      test (count $at) -ge 2; and break
    end
  end
  test "$at" = "$argv"
end
function __portcullis_ask
  portcullis completion --ask $argv[1] 2>/dev/null
end
complete -c portcullis -f
${lines.join('\n')}
`
}

function fishValue(value: Value, alone: string, files: string): string {
  return shellValue(value, {
    words: (words) => `${alone} -a ${quoted(words.join(' '))}`,
    asked: (what) => `${alone} -a ${quoted(`(__portcullis_ask ${what})`)}`,
    file: files,
    anything: alone,
  })
}
