/** The same questions, asked of zsh and fish themselves: what the key offers there. */
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProgram } from '../../program.ts'
import { fishScript } from './fish.ts'
import { modelOf } from './model.ts'
import { zshScript } from './zsh.ts'

let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'portcullis-shells-'))
  const model = modelOf(await createProgram())
  writeFileSync(join(folder, 'completion.zsh'), zshScript(model))
  writeFileSync(join(folder, 'completion.fish'), fishScript(model))
  writeFileSync(join(folder, 'ask.zsh'), ASK_ZSH)
  // Asked for names, the program answers with two of whatever is wanted.
  writeFileSync(join(folder, 'portcullis'), '#!/bin/sh\nprintf "%s-one\\n%s-two\\n" "$3" "$3"\n')
  chmodSync(join(folder, 'portcullis'), 0o700)
}, 60_000)
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A shell with a terminal, in which the key is pressed: every match that the completion adds is written down. */
const ASK_ZSH = `
zmodload zsh/zpty
rm -f $1/offered
zpty shell zsh -f -i
zpty -w shell "PS1=; cd $1; autoload -U compinit; compinit -u -D; source ./completion.zsh"
zpty -w shell 'compadd() { local -a hits; builtin compadd -O hits "$@"; print -rl -- $hits >> offered; builtin compadd "$@" }'
zpty -w shell 'echo read""y'
zpty -r shell line '*ready*'
zpty -w -n shell "$2"$'\\t'
repeat 200 { [[ -s $1/offered ]] && break; sleep 0.02 }
cat $1/offered
`

const offered = {
  zsh: (line: string) => run('zsh', ['-f', join(folder, 'ask.zsh'), folder, line]),
  fish: (line: string) => {
    const asked = `source completion.fish; complete -C ${JSON.stringify(line)}`
    return run('fish', ['--no-config', '-c', asked]).map((match) => match.split('\t')[0])
  },
} as const

function run(shell: string, args: readonly string[]): readonly string[] {
  const path = `${folder}:${process.env['PATH']}`
  const printed = execFileSync(shell, args, { cwd: folder, encoding: 'utf8', env: { ...process.env, PATH: path } })
  return printed.split('\n').filter((line) => line !== '')
}

function isThere(shell: string): boolean {
  try {
    execFileSync(shell, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    console.info(`skipped: ${shell} is not installed`)
    return false
  }
}

describe.each(['zsh', 'fish'] as const)('in %s the key', (shell) => {
  it.skipIf(!isThere(shell))('offers commands, options, their values, and names', () => {
    const ask = offered[shell]
    expect(ask('portcullis gra')).toEqual(['grant'])
    expect(ask('portcullis server ')).toEqual(expect.arrayContaining(['add', 'list', 'pins', 'accept']))
    expect(ask('portcullis server add --ne')).toEqual(['--new-tools'])
    expect([...ask('portcullis server add --new-tools ')].sort()).toEqual(['follow', 'refuse'])
    expect(ask('portcullis server show ')).toEqual(['servers-one', 'servers-two'])
    expect(ask('portcullis kill --server ')).toEqual(['servers-one', 'servers-two'])
  })
})
