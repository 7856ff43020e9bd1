import { describe, expect, it } from 'vitest'
import { compileLayers, type Layer, type Policy, streamResults } from '../index.ts'

const layer = (id: string, policy: Omit<Policy, 'version'>): Layer => ({
  id,
  version: '1',
  policy: { version: '1', ...policy },
})
const rulesOf = (layers: readonly Layer[], at = 0): readonly string[] | undefined =>
  streamResults(compileLayers(layers), at)?.redactors.map(({ rule, document }) => `${document.id}${rule}`)

const mail = { detector: 'email' } as const
const card = { detector: 'credit_card' } as const

describe('what holds for messages that belong to no call', () => {
  it('is every redaction of every rule, each once, where it stands', () => {
    const layers = [
      layer('base', {
        default: 'allow',
        results: { redact: [mail] },
        all_tools: { results: { redact: [mail, card] } },
      }),
      layer('own', {
        default: 'deny',
        tools: {
          exact: { results: { redact: [{ regex: 'x+' }, { detector: 'email', with: 'gone' }] } },
          'glob_*': { results: { redact: [{ regex: 'x+' }, { regex: 'y+' }] } },
          plain: {},
        },
        classes: { read: { results: { redact: [{ regex: 'z+' }, card] } } },
      }),
    ]
    expect(rulesOf(layers)).toEqual([
      'base/results/redact/0',
      'base/all_tools/results/redact/1',
      'own/tools/exact/results/redact/0',
      'own/tools/exact/results/redact/1',
      'own/tools/glob_*/results/redact/1',
      'own/classes/read/results/redact/0',
    ])
  })

  it('takes bounds and conditions from what holds for all results alone', () => {
    const deny = { deny_if: [{ conditions: [{ path: 'result.isError', op: 'eq', value: true }] }] } as const
    const plan = streamResults(
      compileLayers([
        layer('own', {
          default: 'allow',
          results: { max_bytes: 500, ...deny },
          tools: { small: { results: { max_bytes: 5, ...deny, redact: [mail] } } },
        }),
      ]),
      0,
    )
    expect(plan).toMatchObject({ maxBytes: { bytes: 500 }, checks: [{ rule: '/results/deny_if/0' }] })
    expect(plan?.redactors).toHaveLength(1)
  })

  it('is prepared once, and nothing where no rule says anything', () => {
    const policy = compileLayers([layer('own', { default: 'allow', tools: { a: { results: { redact: [mail] } } } })])
    expect(streamResults(policy, 0)).toBe(streamResults(policy, 1))
    expect(rulesOf([layer('own', { default: 'allow', tools: { a: {} } })])).toBeUndefined()
    const seen = [{ conditions: [{ path: 'seen.secrets', op: 'eq', value: true }] }] as const
    const watching = compileLayers([layer('own', { default: 'allow', tools: { a: { deny_if: [...seen] } } })])
    expect(streamResults(watching, 0)).toMatchObject({ redactors: [], watchesSecrets: true })
  })

  it('leaves out what is in shadow mode, until it no longer is', () => {
    const until = '2030-01-01T00:00:00Z'
    const layers = [
      layer('own', { default: 'allow', tools: { a: { mode: 'shadow', until, results: { redact: [mail] } } } }),
    ]
    expect(rulesOf(layers)).toBeUndefined()
    expect(rulesOf(layers, Date.parse(until))).toEqual(['own/tools/a/results/redact/0'])
  })
})
