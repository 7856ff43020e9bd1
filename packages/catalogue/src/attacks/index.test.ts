import { compilePolicy, type Decision, decide, parsePolicy } from '@portcullis/engine'
import { describe, expect, it } from 'vitest'
import { ATTACKS } from '../attack-slugs.ts'
import { exposureOf } from '../exposure.ts'
import { CATEGORIES, type Trait } from '../risk.ts'
import { hidesText } from '../text.ts'
import type { Attack, Example, Verdict } from './attack.ts'
import { ATTACK_ENTRIES, attackOf, findAttack } from './index.ts'

const TRAITS = Object.keys({
  ...{ sends: 0, egress: 0, bulk: 0, permissions: 0, secrets: 0, private: 0, personal: 0, untrusted: 0, spends: 0 },
  ...{ irreversible: 0, code: 0, sql: 0, path: 0, url: 0, markup: 0, amount: 0, 'many-parameters': 0 },
  ...{ 'hidden-text': 0, instructions: 0 },
} satisfies Record<Trait, 0>) as Trait[]

/** What every tool is open to. */
const ALWAYS = exposureOf('Read', [])
const EACH = ATTACK_ENTRIES.map((attack) => [attack.slug, attack] as const)

const textsOf = ({ name, how, incidents, policyDoes, gateway, helps }: Attack): readonly string[] => [
  ...[name, policyDoes, gateway.why],
  ...how,
  ...incidents.map(({ what }) => what),
  ...helps,
]

function policyOf({ slug, policy }: Attack) {
  const parsed = parsePolicy(JSON.stringify(policy))
  if (!parsed.ok) throw new Error(`${slug}: ${JSON.stringify(parsed.problems)}`)
  return parsed
}

function verdictOf(decision: Decision): Verdict {
  switch (decision.effect) {
    case 'allow':
      return decision.claims.length > 0 ? 'counted' : 'allowed'
    case 'ask':
      return 'asked'
    case 'deny':
      return 'refused'
  }
}

function judge(attack: Attack, example: Example): Verdict {
  return verdictOf(
    decide(compilePolicy(policyOf(attack).policy, { id: attack.slug }), {
      subject: { organisation: 'local', grant: 'g', label: 'Support desk', owner: 'o', tags: {} },
      tool: { server: 'server', name: example.tool },
      context: { at: Date.UTC(2026, 10, 21), slot: 0 },
      arguments: example.arguments,
      inexact: new Set(),
    }),
  )
}

describe('the entries', () => {
  it('are those of the slugs, in their order', () => {
    expect(ATTACK_ENTRIES.map(({ slug }) => slug)).toEqual(ATTACKS)
    for (const slug of ATTACKS) expect(attackOf(slug).slug).toBe(slug)
  })

  it('are found by what stands in an address, and nothing else is', () => {
    expect(findAttack('rug-pull')).toBe(attackOf('rug-pull'))
    for (const odd of ['', 'Rug-Pull', 'constructor', '__proto__', 'toString']) expect(findAttack(odd)).toBeUndefined()
  })

  it('say nothing twice', () => {
    const sentences = ATTACK_ENTRIES.flatMap((attack) => [...textsOf(attack), attack.policy.name ?? ''])
    expect(new Set(sentences).size).toBe(sentences.length)
  })
})

describe.each(EACH)('%s', (slug, attack) => {
  it('exposes what the classifier says it exposes', () => {
    expect(attack.categories).toEqual(CATEGORIES.filter((category) => exposureOf(category, []).includes(slug)))
    const findings = TRAITS.filter((trait) =>
      exposureOf('Read', [{ trait, source: 'name', because: '' }]).includes(slug),
    )
    expect([...attack.findings].sort()).toEqual(ALWAYS.includes(slug) ? [] : findings.sort())
  })

  it('is told in two to four paragraphs of whole, clean sentences', () => {
    expect(attack.how.length).toBeGreaterThanOrEqual(2)
    expect(attack.how.length).toBeLessThanOrEqual(4)
    for (const text of textsOf(attack)) {
      expect(hidesText(text)).toBe(false)
      expect(text).not.toMatch(/\s{2}|\n|[<>`]/)
    }
    for (const text of textsOf(attack).slice(1)) expect(text).toMatch(/[.?”]$/)
  })

  it('names public records in their form', () => {
    for (const { number, when } of attack.incidents) {
      expect(number ?? when).toBeDefined()
      if (number !== undefined) expect(number).toMatch(/^(?:CVE-20\d\d-\d{4,6}|GHSA(?:-[a-z0-9]{4}){3})$/)
      if (when !== undefined) expect(when).toMatch(/^20\d\d(?:-(?:0[1-9]|1[0-2]))?$/)
    }
  })

  it('has a policy without a warning', () => {
    expect(policyOf(attack).warnings).toEqual([])
  })

  it.each(attack.examples.map((example) => [example.tool, example] as const))('answers %s as it says', (_, example) => {
    expect({ ...example, verdict: judge(attack, example) }).toEqual(example)
  })

  it('shows calls that the policy does not just let pass', () => {
    expect(attack.examples.some(({ verdict }) => verdict !== 'allowed')).toBe(true)
  })

  it('is related to others that exist', () => {
    expect(attack.related.length).toBeGreaterThan(0)
    for (const other of attack.related) expect(ATTACKS.filter((one) => one !== slug)).toContain(other)
  })
})
