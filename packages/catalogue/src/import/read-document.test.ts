import { describe, expect, it } from 'vitest'
import { readDocument } from './read-document.ts'

const source = { source: 'file', license: 'identifiers only' }
const serverJson = {
  name: 'io.github.acme/mail',
  version: '1.0.0',
  packages: [{ registryType: 'npm', identifier: 'acme-mail' }],
}

describe('a file', () => {
  it('of a server and its tools gives all of them', () => {
    const tools = [
      { name: 'get_x', inputSchema: { type: 'object', properties: { id: { type: 'string' } } }, annotations: null },
      { name: 'not a name' },
    ]
    const server = { name: 'Acme', repository: 'https://github.com/Acme/Mail', tools: 2 }
    const read = readDocument(JSON.stringify({ server, tools }, undefined, 2), source)
    expect(read.found.map(({ kind }) => kind)).toEqual(['server', 'tool'])
    expect(read.found[0]).toMatchObject({ id: 'github.com/acme/mail', complete: false })
    expect(read.dropped).toEqual(new Map([['a name that no tool can have', 1]]))
    const whole = readDocument(JSON.stringify({ server: { ...server, tools: 1 }, tools: [tools[0]] }), source)
    expect(whole.found[0]).toMatchObject({ complete: true })
  })

  it('may be server.json, a list of them, or a page of a registry', () => {
    for (const text of [serverJson, [serverJson], { servers: [{ server: serverJson }], metadata: {} }]) {
      const { found } = readDocument(JSON.stringify(text, undefined, 1), source)
      expect(found).toMatchObject([{ kind: 'server', id: 'npm:acme-mail', authoritative: true }])
    }
  })

  it('may be JSON Lines, of one line too; what is left out is counted by its reason', () => {
    const line = '{"id":"npm:a","name":"a","from":"l","package":{"registry":"npm","name":"a"}}'
    expect(readDocument(line, source).found.length).toBe(1)
    const text = [
      line,
      '{',
      '{"server":"npm:a","name":"no name","source":"s"}',
      '{"server":"npm:a","name":"x"}',
      '',
      '{"a":1}',
    ]
    expect(readDocument(text.join('\n'), source)).toMatchObject({
      dropped: new Map([
        ['not an object of JSON', 1],
        ['a name that no tool can have', 1],
        ['a tool whose source is not named', 1],
        ['a server without an identity', 1],
      ]),
    })
  })
})
