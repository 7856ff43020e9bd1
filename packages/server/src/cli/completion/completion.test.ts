/** Scripts of completion, asked as their shells ask them. */
import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { createProgram } from '../../program.ts'
import { bashScript } from './bash.ts'
import { fishScript } from './fish.ts'
import { modelOf } from './model.ts'
import { zshScript } from './zsh.ts'

const model = modelOf(await createProgram())

/** What bash offers for a line; the program answers with two names for whatever it is asked. */
function offered(...words: readonly string[]): readonly string[] {
  const script = `${bashScript(model)}
portcullis() { printf '%s-one\\n%s-two\\n' "$3" "$3"; }
COMP_WORDS=(portcullis "$@"); COMP_CWORD=$#; _portcullis; printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['-c', script, 'bash', ...words], { encoding: 'utf8' })
    .trim()
    .split('\n')
}

describe('completion', () => {
  it('offers commands, options and their values', () => {
    expect(offered('gra')).toEqual(['grant'])
    expect(offered('server', '')).toEqual(expect.arrayContaining(['add', 'list', 'pins', 'accept']))
    expect(offered('server', 'add', '--ne')).toEqual(['--new-tools'])
    expect(offered('server', 'add', '--new-tools', '')).toEqual(['refuse', 'follow'])
    expect(offered('completion', 'f')).toEqual(['fish'])
  })

  it('asks for names where names are wanted', () => {
    expect(offered('server', 'show', '')).toEqual(['servers-one', 'servers-two'])
    expect(offered('grant', 'rotate', '')).toEqual(['grants-one', 'grants-two'])
    expect(offered('kill', '--server', '')).toEqual(['servers-one', 'servers-two'])
    expect(offered('policy', 'attach', '')).toEqual(['policies-one', 'policies-two'])
    expect(offered('server', 'list', '--context', '')).toEqual(['contexts-one', 'contexts-two'])
  })

  it('has every command in every script', () => {
    const names = model.map(({ path }) => path.at(-1)).filter((name) => name !== undefined)
    expect(names.length).toBeGreaterThan(60)
    for (const script of [bashScript(model), zshScript(model), fishScript(model)]) {
      expect(names.filter((name) => !script.includes(name))).toEqual([])
      expect(script).toContain('completion --ask')
    }
  })
})
