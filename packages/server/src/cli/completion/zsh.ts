/** Completion for zsh. */
import type { CommandModel, Value } from './model.ts'
import { patternOf, quoted, shellValue, stepsOf, valuesOf } from './shell-text.ts'

/** The script. */
export function zshScript(commands: readonly CommandModel[]): string {
  const steps = stepsOf(commands).map((step) => `      ${step}`)
  const values = valuesOf(commands, zshValue).map((branch) => `    ${branch}`)
  const places = commands.map(({ path, commands: below, options, argument }) => {
    const named = [
      ...below.map(({ name, description }) => described(name, description)),
      ...options.flatMap(({ names, description }) =>
        names.filter((name) => name.startsWith('--')).map((name) => described(name, description)),
      ),
    ]
    const given = argument === undefined ? '' : `[[ $cur == -* ]] || { ${zshValue(argument)}; return }; `
    return `    ${patternOf(path)}) ${given}found=(${named.join(' ')}) ;;`
  })
  return `#compdef portcullis
# Completion of portcullis for zsh: put it as _portcullis into a folder of $fpath.
_portcullis_ask() {
  local -a names
  names=("\${(@f)$(\${words[1]} completion --ask $1 2>/dev/null)}")
  compadd -a names
}
_portcullis() {
  local cur=\${words[CURRENT]} prev=\${words[CURRENT-1]} at= word i
  local -a found
  for ((i = 2; i < CURRENT; i++)); do
    word=\${words[i]}
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
  _describe 'portcullis' found
}
if [[ \${funcstack[1]} == _portcullis ]]; then _portcullis "$@"; else compdef _portcullis portcullis; fi
`
}

/** `name:description`, as `_describe` reads it. */
const described = (name: string, description: string): string => quoted(`${name.replaceAll(':', '\\:')}:${description}`)

const zshValue = (value: Value): string =>
  shellValue(value, {
    words: (words) => `compadd ${words.map(quoted).join(' ')}`,
    asked: (what) => `_portcullis_ask ${what}`,
    file: '_files',
    anything: '_message value',
  })
