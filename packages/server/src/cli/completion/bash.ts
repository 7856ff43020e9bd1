/** Completion for bash. */

import type { CommandModel, Value } from './model.ts'
import { patternOf, quoted, shellValue, stepsOf, valuesOf } from './shell-text.ts'

/** The script. */
export function bashScript(commands: readonly CommandModel[]): string {
  const steps = stepsOf(commands).map((step) => `    ${step}`)
  const values = valuesOf(commands, bashValue).map((branch) => `    ${branch}`)
  const places = commands.map(({ path, commands: below, options, argument }) => {
    const words = [
      ...below.map(({ name }) => name),
      ...options.flatMap(({ names }) => names.filter((name) => name.startsWith('--'))),
    ]
    const given = argument === undefined ? '' : `[[ $cur == -* ]] || { ${bashValue(argument)}; return; }; `
    return `    ${patternOf(path)}) ${given}words=${quoted(words.join(' '))} ;;`
  })
  return `# Completion of portcullis for bash: source it, or put it into the folder of completions.
_portcullis_ask() {
  "\${COMP_WORDS[0]}" completion --ask "$1" 2>/dev/null
}
_portcullis() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} at= word words= i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    case "$at $word" in
${steps.join('\n')}
    esac
  done
  case "$at $prev" in
${values.join('\n')}
  esac
  case "$at" in
${places.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
}
complete -o default -F _portcullis portcullis
`
}

const bashValue = (value: Value): string =>
  shellValue(value, {
    words: (words) => `COMPREPLY=($(compgen -W ${quoted(words.join(' '))} -- "$cur"))`,
    asked: (what) => `COMPREPLY=($(compgen -W "$(_portcullis_ask ${what})" -- "$cur"))`,
    file: 'COMPREPLY=()',
    anything: 'COMPREPLY=()',
  })
