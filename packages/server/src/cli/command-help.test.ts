import { describe, expect, it } from 'vitest'
import { createProgram } from '../program.ts'

const AUTHORS = ['check', 'test', 'explain', 'diff', 'replay', 'learn', 'init', 'fmt', 'import', 'log']

describe('the help of a command', () => {
  it.each(AUTHORS)('%s has examples, and shows no default that is nothing', async (name) => {
    const program = await createProgram(name)
    const [command] = program.commands
    let help = ''
    command?.configureOutput({ writeOut: (text) => (help += text) }).outputHelp()
    expect(help).toMatch(new RegExp(`^Examples:\\n {2}portcullis ${name}\\b`, 'm'))
    expect(help).not.toMatch(/default: (?:false|\[\])/)
  })

  it('begins as those of the others do', async () => {
    const { commands } = await createProgram()
    const odd = commands.map((each) => each.description()).filter((text) => !/^[a-z].*[^.]$/s.test(text))
    expect(odd).toEqual([])
  })
})
