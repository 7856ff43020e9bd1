import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { CaseOutcome } from '../run-suite.ts'
import { reportGithub } from './github.ts'
import { reportJson } from './json.ts'
import { reportJunit } from './junit.ts'
import { PLAIN, reportText } from './text.ts'

const HOSTILE = `a<b>&"c"'d' ]]> <!-- %0A ::error::x\u0000\u0007\ud800\n\r\t\u202e,;\ufffe`

function outcome(name: string, isFailing: boolean): CaseOutcome {
  const failure = {
    key: 'message',
    expected: name,
    actual: name,
    because: name,
    line: 3,
    column: 5,
    step: 2,
    time: 4,
  } as const
  return { name, line: 2, column: 1, failures: isFailing ? [failure] : [] }
}

const problem = { line: 1, column: 2, code: 'x', message: HOSTILE, remedy: HOSTILE }

const suites = [
  { file: HOSTILE, outcomes: [outcome(HOSTILE, true), outcome('fine', false)], problems: [] },
  { file: 'b.yaml', outcomes: [], problems: [problem] },
]

/** An element of an XML text: enough of a reader to say whether a text is well-formed. */
interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: Element[]
  text: string
}

const CHARACTERS = /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u
const ENTITIES: Readonly<Record<string, string>> = {
  lt: '<',
  gt: '>',
  amp: '&',
  quot: '"',
  apos: "'",
  '#9': '\t',
  '#10': '\n',
  '#13': '\r',
}

function decoded(text: string): string {
  expect(text).not.toMatch(/[<]|&(?!(?:lt|gt|amp|quot|apos|#9|#10|#13);)/)
  return text.replaceAll(/&([^;]+);/g, (_, name: string) => ENTITIES[name] ?? '')
}

function readXml(xml: string): Element {
  expect(xml).toMatch(CHARACTERS)
  const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
  expect(xml.startsWith(declaration)).toBe(true)
  const root: Element = { name: '', attributes: {}, children: [], text: '' }
  const open = [root]
  const tag = /<(\/?)([a-z]+)((?: [a-z]+="[^"<]*")*)(\/?)>/gy
  let at = declaration.length
  while (at < xml.length) {
    const next = xml.indexOf('<', at)
    open.at(-1)!.text += decoded(xml.slice(at, next < 0 ? xml.length : next))
    if (next < 0) break
    tag.lastIndex = next
    const match = tag.exec(xml)
    expect(match, xml.slice(next, next + 60)).not.toBeNull()
    const [all, closing, name = '', attributes = '', empty] = match!
    if (closing === '/') expect(open.pop()?.name).toBe(name)
    else {
      const pairs = [...attributes.matchAll(/ ([a-z]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [
        key,
        decoded(value),
      ])
      const element = { name, attributes: Object.fromEntries(pairs), children: [], text: '' }
      open.at(-1)!.children.push(element)
      if (empty !== '/') open.push(element)
    }
    at = next + all.length
  }
  expect(open).toEqual([root])
  expect(root.children).toHaveLength(1)
  return root.children[0]!
}

describe('JUnit XML', () => {
  it('is a suite for each file, and a test for each case', () => {
    const root = readXml(reportJunit(suites))
    expect(root).toMatchObject({ name: 'testsuites', attributes: { tests: '3', failures: '1', errors: '1' } })
    const [first, second] = root.children
    expect(first?.attributes).toMatchObject({ tests: '2', failures: '1', errors: '0' })
    expect(first?.children.map(({ name, children }) => [name, children.map((child) => child.name)])).toEqual([
      ['testcase', ['failure']],
      ['testcase', []],
    ])
    expect(second?.children[0]?.children[0]?.name).toBe('error')
  })

  it('is well-formed whatever cases are called, and keeps their names', () => {
    void fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const root = readXml(reportJunit([{ file: name, outcomes: [outcome(name, true)], problems: [] }]))
        const told = root.children[0]?.children[0]?.attributes['name'] ?? ''
        const sound = [...name].map((character) => (CHARACTERS.test(character) ? character : '\ufffd')).join('')
        expect(told).toBe(sound)
      }),
    )
  })
})

describe('workflow commands', () => {
  it('are one line for each failure, whatever stands in it', () => {
    const lines = reportGithub({ suites, coverage: undefined, mutation: undefined }).trimEnd().split('\n')
    expect(lines).toHaveLength(2)
    for (const line of lines)
      expect(line).toMatch(/^::error file=[^:\r\n]*,line=\d+,col=\d+,title=[^:,\r\n]*::[^\r\n]*$/)
  })
})

describe('texts', () => {
  it('hold no control characters of others', () => {
    expect(reportText(suites, PLAIN)).not.toMatch(/[^\P{C}\n]/u)
  })

  it('say how many hold', () => {
    expect(reportText(suites, PLAIN)).toMatch(/2 cases in 2 files, 1 that cannot be run: 1 failed\.\n$/)
  })
})

it('JSON has every failure', () => {
  expect(JSON.parse(reportJson({ suites, coverage: undefined, mutation: undefined }))).toMatchObject({
    ok: false,
    cases: 2,
    failed: 1,
    files: [
      { cases: [{ failures: [{ key: 'message', step: 2, time: 4, line: 3 }] }, {}] },
      { problems: [{ line: 1 }] },
    ],
  })
})
