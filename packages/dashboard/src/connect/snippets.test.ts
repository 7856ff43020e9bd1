import { execFileSync } from 'node:child_process'
import { readClientTargets } from '@portcullis/catalogue'
import { CLIENTS } from 'portcullis/client-forms'
import { describe, expect, it } from 'vitest'
import { snippetFor, TARGETS } from './snippets.ts'

const reached = { name: 'shop', url: 'http://127.0.0.1:4100/mcp/shop', token: 'pc_secret' }

describe('snippets', () => {
  it('are there for every client that the command knows', () => {
    expect(TARGETS.map(({ value }) => value)).toEqual(expect.arrayContaining([...CLIENTS]))
  })

  it.each(CLIENTS)('are read by the reader of %s’s files as what they lead to', (client) => {
    const read = readClientTargets(snippetFor(client, reached), client)
    expect(JSON.stringify(read)).toContain(reached.url)
    expect(snippetFor(client, reached)).toContain('pc_secret')
  })

  it('refer to a variable, or say where the token goes, while there is none', () => {
    for (const { value } of TARGETS)
      expect(snippetFor(value, { ...reached, token: undefined })).toMatch(/PORTCULLIS_TOKEN|pc_…/)
  })

  it('give a shell nothing to read in names of strangers', () => {
    const tool = "x'; echo stolen; '$(echo stolen)`echo stolen`"
    const text = snippetFor('curl', { ...reached, tool }).replace(/^curl/, 'printf "%s\\n"')
    const printed = execFileSync('sh', ['-c', text], { encoding: 'utf8' })
    expect(printed).toContain(`Mcp-Name: ${tool}`)
    expect(printed.split('\n')).not.toContain('stolen')
  })
})
