/** Every example of every attack pattern: it reaches the server without a policy, and with it only where the page says so. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ATTACK_ENTRIES, ATTACKS } from '@portcullis/catalogue'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { configure } from '../configuration.ts'
import { type Arena, call, openArena, refusalOf } from './arena.ts'

/** No server can offer it beside the tool that it imitates: see the scenario of tool shadowing. */
const LOOK_ALIKE = 'send_emai1'

const EXAMPLES = ATTACK_ENTRIES.flatMap(({ slug, examples }) =>
  examples.filter(({ tool }) => tool !== LOOK_ALIKE).map((example) => [slug, example.tool, example] as const),
)
const ROOT = fileURLToPath(new URL('../..', import.meta.url))

let arena: Arena

beforeAll(async () => {
  const tools = new Set(EXAMPLES.map(([, tool]) => tool))
  arena = await openArena(ATTACKS, { tools: [...tools] })
  // One of the policies is for a grant of this name only.
  await configure(arena.gateway, ({ grants }) => void Object.assign(grants[0] ?? {}, { label: 'Support desk' }))
})
afterAll(() => arena.close())

describe('a call', () => {
  it.each(EXAMPLES)('[%s] %s is answered as its page says', async (slug, tool, { arguments: args, verdict }) => {
    const { upstream, at } = arena
    const before = upstream.calls(tool)
    expect(refusalOf(await call(at('open'), tool, args))).toBeUndefined()
    expect(upstream.calls(tool)).toBe(before + 1)
    const refusal = refusalOf(await call(at(slug), tool, args))
    const passes = verdict === 'allowed' || verdict === 'counted'
    expect(upstream.calls(tool)).toBe(before + (passes ? 2 : 1))
    if (passes) expect(refusal).toBeUndefined()
    else if (verdict === 'asked') expect(refusal).toBe('approval_unavailable')
    else expect([-32602, 'policy_denied', 'argument_invalid']).toContain(refusal)
  })
})

describe('a scenario', () => {
  it.each(ATTACK_ENTRIES.map(({ slug, scenario }) => [slug, scenario ?? 'no file'] as const))(
    '[%s] is played in %s',
    (slug, scenario) => {
      const source = readFileSync(`${ROOT}/${scenario}`, 'utf8')
      expect(source).toMatch(new RegExp(`^(?:it|describe)\\('\\[${slug}\\]`, 'm'))
    },
  )
})
