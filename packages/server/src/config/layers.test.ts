import { decide } from '@portcullis/engine'
import { describe, expect, test } from 'vitest'
import { accepted, load } from './load.contract.ts'
import { loosenings } from './tighten.ts'

const digest = 'a'.repeat(64)
const policy = (text: string): string => `{version: "1", default: allow${text}}`

const base = `
baseline: org
servers:
  shop: {url: "https://shop.example/mcp", baseline: floor}
  desk: {url: "https://desk.example/mcp"}
policies:
  org: ${policy(', tools: {wipe: {action: deny}}')}
  floor: ${policy(', tools: {send: {action: deny}}')}
  own: ${policy('')}
  draft: ${policy(', tools: {look: {action: deny}}')}
grants:
  - {id: ci, token_sha256: ${digest}, servers: {shop: own, desk: {policy: own, shadow: draft}}}
`

async function answers(slug: string, tool: string) {
  const { grants } = accepted(await load(base))
  const policy = grants[0]?.reaches.get(slug)?.policy
  if (policy === undefined) throw new Error('No policy.')
  const { effect, document, shadow } = decide(policy.compiled, {
    subject: { organisation: 'local', grant: 'ci', label: 'ci', owner: 'local', tags: {} },
    tool: { server: slug, name: tool },
    context: { at: Date.UTC(2026, 10, 21), slot: 0 },
    arguments: {},
    inexact: new Set(),
  })
  return { effect, document: document.id, shadow: shadow && `${shadow.effect} by ${shadow.document.id}` }
}

describe('documents that hold together', () => {
  test.each([
    ['shop', 'wipe', 'deny', 'org'],
    ['shop', 'send', 'deny', 'floor'],
    ['shop', 'look', 'allow', 'own'],
    ['desk', 'wipe', 'deny', 'org'],
    ['desk', 'send', 'allow', 'own'],
  ])('on %s, %s: %s by %s', async (slug, tool, effect, document) => {
    expect(await answers(slug, tool)).toMatchObject({ effect, document })
  })

  test('a draft is only tried, in place of the grant’s policy and under the baselines', async () => {
    expect(await answers('desk', 'look')).toEqual({ effect: 'allow', document: 'own', shadow: 'deny by draft' })
    expect(await answers('desk', 'wipe')).toMatchObject({ effect: 'deny', shadow: 'deny by org' })
    expect((await answers('shop', 'look')).shadow).toBeUndefined()
  })

  test('a combination is compiled once, and taken over where none of its documents changed', async () => {
    const configuration = accepted(await load(base))
    expect(configuration.layered.size).toBe(2)
    const [first] = configuration.grants
    expect(first?.reaches.get('shop')?.policy?.baselines).toEqual(['org', 'floor'])
    expect(first?.reaches.get('desk')?.policy).toMatchObject({ id: 'own', baselines: ['org'], draft: 'draft' })
  })
})

const broken = async (...changes: readonly (readonly [string, string])[]): Promise<readonly string[]> => {
  const text = changes.reduce((before, [from, to]) => before.replace(from, to), base)
  const loaded = await load(text)
  return loaded.ok
    ? []
    : loaded.problems.flatMap(({ severity, path, code }) => (severity === 'error' ? [`${code} ${path}`] : []))
}

describe('documents that do not', () => {
  test.each<readonly [string, string, string]>([
    ['baseline: org', 'baseline: orgg', 'unknown_policy /baseline'],
    ['baseline: floor', 'baseline: flor', 'unknown_policy /servers/shop/baseline'],
    ['shadow: draft', 'shadow: draf', 'unknown_policy /grants/0/servers/desk/shadow'],
    ['policy: own', 'policy: ow', 'unknown_policy /grants/0/servers/desk/policy'],
    ['shadow: draft', 'shadow: own', 'wrong_value /grants/0/servers/desk/shadow'],
    ['shadow: draft', 'shadowy: draft', 'unknown_key /grants/0/servers/desk/shadowy'],
  ])('%s as %s: %s', async (from, to, problem) => {
    expect(await broken([from, to])).toEqual([problem])
  })

  test('a document in shadow mode with nothing beneath it', async () => {
    const alone = [
      ['baseline: org', '#'],
      [', baseline: floor', ''],
      ['own: {version: "1",', 'own: {version: "1", mode: shadow, until: "2030-01-01T00:00:00Z",'],
    ] as const
    expect(await broken(...alone)).toEqual(['wrong_value /grants/0/servers/shop', 'wrong_value /grants/0/servers/desk'])
    expect(await broken(...alone.slice(2))).toEqual([])
  })
})

describe('an edit under tighten', () => {
  const edited = async (from: string, to: string): Promise<readonly string[]> => {
    const [earlier, later] = [accepted(await load(base)), accepted(await load(base.replace(from, to)))]
    return loosenings(earlier, { ...later, settings: earlier.settings })
  }

  test.each<readonly [string, string, readonly string[]]>([
    [
      'baseline: org',
      '#',
      ['shop', 'desk'].map((slug) => `The grant "ci" on "${slug}" is no longer under the baseline "org".`),
    ],
    [', baseline: floor', '', ['The grant "ci" on "shop" is no longer under the baseline "floor".']],
    ['desk.example/mcp"', 'desk.example/mcp", baseline: floor', []],
    [', shadow: draft', '', []],
    ['look: {action: deny}', 'look: {}', []],
    ['wipe: {action: deny}', 'wipe: {}', ['The policy "org": "wipe": `action` becomes `allow`.']],
  ])('%s as %s', async (from, to, expected) => {
    expect(await edited(from, to)).toEqual(expected)
  })
})
