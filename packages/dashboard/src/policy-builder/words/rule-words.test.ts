import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { isObject, type JsonObject } from '@portcullis/engine'
import { describe, expect, it } from 'vitest'
import { objectAt } from '../model/place.ts'
import { ruleLine, ruleSentences } from './rule-words.ts'

const texts = (rule: JsonObject): readonly string[] => ruleSentences(rule).map(({ text }) => text)

describe('a rule in words', () => {
  it('says what an empty rule, an action and a short limit mean', () => {
    expect(texts({})).toEqual(['Every call is allowed.'])
    expect(texts({ action: 'deny', reason: 'Ask Ana.' })).toEqual(['Every call is refused: “Ask Ana.”'])
    expect(texts({ rate_limit: '10/minute' })).toEqual(['At most 10 calls a minute, for each session.'])
  })

  it('says conditions, with the quantifier that holds where they stand', () => {
    const email = { path: 'args.to[*]', op: 'ends_with', value: '@example.com' }
    expect(texts({ require: [{ conditions: [email] }], deny_if: [{ conditions: [email], on_deny: 'No.' }] })).toEqual([
      'A call is refused where any to[*] ends with "@example.com": “No.”',
      'A call is refused unless every to[*] ends with "@example.com".',
    ])
    const mixed = {
      any: [{ path: 'args.a', op: 'exists', value: false }, { not: { path: 'seen.private', op: 'eq', value: true } }],
    }
    expect(texts({ deny_if: [{ conditions: [mixed, { path: 'time.hour', op: 'gte', value: 9 }] }] })).toEqual([
      'A call is refused where (a is not given or not (private data was read before)) and the hour is at least 9.',
    ])
  })

  it('says budgets that ask and refuse, and who is asked', () => {
    const spend = { counter: 's', window: 'day', increment_from: 'args.amount' }
    expect(
      texts({
        action: 'require_approval',
        approval: { quorum: 2, approvers: ['team:money'], four_eyes: true },
        limits: [
          { ...spend, max: 500, on_exceed: 'require_approval' },
          { ...spend, max: '1000.50', scope: 'organisation', warn_at: 0.8 },
        ],
      }),
    ).toEqual([
      'A person answers before every call (2 people have to approve; asked: team:money; never the grant’s own owner).',
      'Beyond 500 of amount a day a person is asked.',
      'At most 1000.50 of amount a day, for the whole organisation, with a warning from 80 %.',
    ])
  })

  it('says what is withheld and replaced in results, and that a rule only records', () => {
    const results = { max_bytes: 1000, redact: [{ detector: 'credit_card' }], deny_if: [{ conditions: [] }] }
    expect(texts({ mode: 'shadow', until: '2027-01-01T00:00:00Z', results })).toEqual([
      'Only recorded until 2027-01-01T00:00:00Z: nothing below is enforced.',
      'A result of more than 1,000 bytes is withheld.',
      'In results these are replaced: credit card.',
      'Every result is withheld.',
    ])
  })

  it('shows values that cannot be seen, and shortens long ones', () => {
    const [text = ''] = texts({
      deny_if: [{ conditions: [{ path: 'args.a', op: 'eq', value: `\u202e${'x'.repeat(500)}` }] }],
    })
    expect(text).not.toContain('\u202e')
    expect(text.length).toBeLessThan(150)
  })

  it('has a sentence for each rule of the cookbook, without JSON that nobody reads', () => {
    const cookbook = fileURLToPath(new URL('../../../../../docs/cookbook', import.meta.url))
    const recipes = readdirSync(cookbook, { withFileTypes: true }).filter((entry) => entry.isDirectory())
    const rules = recipes
      .map(({ name }): JsonObject => JSON.parse(readFileSync(join(cookbook, name, 'policy.json'), 'utf8')))
      .flatMap((document) => Object.values(objectAt(document, ['tools'])))
      .filter(isObject)
    expect(rules.length).toBeGreaterThan(50)
    for (const rule of rules) expect(ruleLine(rule)).toMatch(/^[A-Z].*[.”]$/)
    for (const text of rules.flatMap(texts)) expect(text).not.toMatch(/\{"|undefined|\[object/)
  })
})
