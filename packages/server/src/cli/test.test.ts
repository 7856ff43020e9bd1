import { describe, expect, it } from 'vitest'
import { runTest } from './test.contract.ts'

const POLICY = `{
  "version": "1",
  "default": "deny",
  "tools": {
    "pay": {
      "deny_if": [{ "conditions": [{ "path": "args.sum", "op": "gt", "value": 100 }], "on_deny": "Too much." }],
      "limits": [{ "counter": "calls", "window": "day", "max": 2 }]
    },
    "get_*": {}
  }
}
`

const both = (cases: string): Record<string, string> => ({ 'policy.json': POLICY, 'cases.yaml': `cases:\n${cases}` })

describe('portcullis test', () => {
  it('shows what failed, where it stands, and why', async () => {
    const ran = await runTest(
      both(`  - name: is refused
    when: { call: pay, arguments: { sum: 5 } }
    then: deny
  - name: another rule
    when:
      - call: pay
        arguments: { sum: 5 }
        times: 3
        then: allow
  - name: a text
    when: { call: pay, arguments: { sum: 101 } }
    then:
      effect: deny
      message: { contains: nothing of this }
  - name: nothing counts it
    given: { used: { cals: 1 } }
    when: { call: pay, arguments: { sum: 5 } }
`),
    )
    expect(ran.code).toBe(1)
    expect(ran.out).toBe(`FAIL  cases.yaml  0 of 4

  ✗ is refused
    cases.yaml:4:11
      effect: expected deny, got allow
      allow by /tools/pay of policy

  ✗ another rule
    cases.yaml:10:15 time 3
      effect: expected allow, got deny
      deny by /tools/pay/limits/0 of policy (limit_exceeded): pay is limited, and calls is used up for now (2 of 2). It resets in 43200 s, at 2026-01-06T00:00:00Z; try again then.

  ✗ a text
    cases.yaml:15:16
      message: expected … nothing of this …, got Too much.
      deny by /tools/pay/deny_if/0 of policy (policy_denied): Too much.

  ✗ nothing counts it
    cases.yaml:17:22
      used: expected a call that takes from cals, got none

4 cases in 1 file: 4 failed.
`)
  })

  it.each([
    [
      'no policy',
      { 'cases.yaml': 'cases: [{ name: a, when: { call: t } }]' },
      /The policy policy\.json cannot be read: it does not exist/,
    ],
    [
      'a policy with errors',
      { ...both('  - { name: a, when: { call: t } }'), 'policy.json': '{"version":"1"}' },
      /policy\.json:1:\d+ .*default.*\n.*portcullis check/,
    ],
    [
      'a list that is none',
      {
        'policy.json': POLICY,
        'tools.json': '7',
        'cases.yaml': 'tools: tools.json\ncases: [{ name: a, when: { call: t } }]',
      },
      /:1:8 tools\.json was read for tools/,
    ],
    ['cases that are none', { 'policy.json': POLICY, 'cases.yaml': 'cases: 7' }, /cases\.yaml:1:8 .*\n.*list/],
  ])('%s: says so, and ends with 2', async (_, files, expected) => {
    const ran = await runTest(files)
    expect(ran.code).toBe(2)
    expect(ran.out).toMatch(expected)
  })

  it('says that there are no cases', async () => {
    expect(await runTest({ 'policy.json': POLICY })).toMatchObject({ code: 2, out: '', error: /No cases were found/ })
    expect(await runTest({ 'policy.json': POLICY }, {}, ['nowhere'])).toMatchObject({
      code: 2,
      error: /Correct the path/,
    })
  })

  it('finds cases below folders, beside their policies', async () => {
    const one = 'cases: [{ name: a, when: { call: get_x } }]'
    const ran = await runTest({
      'a/policy.json': POLICY,
      'a/cases.yaml': one,
      'b/c/shop.json': POLICY,
      'b/c/shop.cases.yml': one,
      'node_modules/x/cases.yaml': one,
      '.git/cases.yaml': one,
    })
    expect(ran.out).toMatch(
      /ok {4}\S*a\/cases\.yaml {2}1 of 1\nok {4}\S*b\/c\/shop\.cases\.yml {2}1 of 1\n\n2 cases in 2 files/,
    )
  })

  it('runs the cases that are asked for', async () => {
    const files = both('  - { name: first, when: { call: get_x } }\n  - { name: second, when: { call: other } }\n')
    expect(await runTest(files, { filter: 'first' })).toMatchObject({ code: 0, out: /1 of 1/ })
    expect(await runTest(files, { filter: 'third' })).toMatchObject({ code: 2, error: /No case has "third"/ })
  })

  it('runs 500 cases in less than two seconds', async () => {
    const tools = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [
        `tool_${index}`,
        { deny_if: [{ conditions: [{ path: 'args.n', op: 'gt', value: index }] }], rate_limit: '5/minute' },
      ]),
    )
    const cases = Array.from({ length: 500 }, (_, index) => {
      const at = index % 100
      return `  - { name: case ${index}, when: { call: tool_${at}, arguments: { n: ${at + (index % 2)} } }, then: ${index % 2 ? 'deny' : 'allow'} }\n`
    })
    const policy = JSON.stringify({ version: '1', default: 'deny', tools })
    const files = { 'policy.json': policy, 'cases.yaml': `cases:\n${cases.join('')}` }
    const began = process.cpuUsage()
    expect(await runTest(files)).toMatchObject({ code: 0, out: /500 of 500/ })
    const { user, system } = process.cpuUsage(began)
    expect((user + system) / 1_000).toBeLessThan(2_000)
  })
})

describe('coverage', () => {
  it('shows the lines, and what never came of them', async () => {
    const ran = await runTest(both('  - { name: a, when: { call: pay, arguments: { sum: 5 } } }\n'), { coverage: true })
    expect(ran).toMatchObject({ code: 0 })
    expect(ran.out).toContain(`Coverage
  policy.json  42 % (3 of 7)
  ✗  3   "default": "deny",
        default never applies
  ✓  5     "pay": {
  ~  6       "deny_if": [{ "conditions": [{ "path": "args.sum", "op": "gt", "value": 10
        deny_if/0 never refuses
  ~  7       "limits": [{ "counter": "calls", "window": "day", "max": 2 }]
        limits/0 never is exceeded
  ✗  9     "get_*": {}
        tools/get_* never applies
  42 % in all
`)
  })

  it('can be demanded, of all files about a policy together', async () => {
    const files = {
      ...both(
        '  - { name: a, when: { call: pay, arguments: { sum: 5 }, times: 2 } }\n  - { name: b, when: { call: get_x } }\n',
      ),
      'more.cases.yaml': `policy: policy.json
cases:
  - { name: c, when: { call: pay, arguments: { sum: 101 } }, then: deny }
  - { name: d, given: { used: { calls: 2 } }, when: { call: pay, arguments: { sum: 1 } }, then: deny }
  - { name: e, when: { call: other }, then: deny }
`,
    }
    expect(await runTest(files, { minCoverage: 100 })).toMatchObject({ code: 0, out: /100 % in all/ })
    const some = await runTest(files, { minCoverage: 50 }, ['cases.yaml'])
    expect(some).toMatchObject({ code: 0 })
    const few = await runTest(files, { minCoverage: 60 }, ['cases.yaml'])
    expect(few).toMatchObject({ code: 1, error: 'Less than 60 % of the policies is covered.\n' })
  })

  it('does not count what comes after the rule that refuses', async () => {
    const policy = {
      version: '1',
      default: 'deny',
      tools: {
        t: {
          deny_if: [
            {
              conditions: [
                { path: 'args.a', op: 'eq', value: 1 },
                { path: 'args.b', op: 'eq', value: 1 },
              ],
            },
          ],
          require: [{ conditions: [{ path: 'args.c', op: 'eq', value: 1 }] }],
        },
      },
    }
    const cases =
      'cases: [{ name: x, when: { call: t, arguments: { a: 1, b: 1, c: 1 } }, then: deny }, { name: y, when: { call: t, arguments: { c: 2 } }, then: deny }]'
    const ran = await runTest(
      { 'policy.json': JSON.stringify(policy), 'cases.yaml': cases },
      { coverage: true, format: 'json' },
    )
    const { coverage } = JSON.parse(ran.out) as {
      coverage: { documents: { goals: { rule: string; outcome: string; covered: boolean }[] }[] }
    }
    const missing = coverage.documents[0]?.goals.filter(({ covered }) => !covered)
    expect(missing?.map(({ rule, outcome }) => `${rule} ${outcome}`)).toEqual([
      '/default applies',
      '/tools/t/deny_if/0/conditions/1 does not hold',
      '/tools/t/require/0 passes',
    ])
  })
})

describe('the mutation check', () => {
  interface Survivor {
    readonly edit: string
    readonly suggestion?: string
  }

  async function survivors(files: Record<string, string>): Promise<readonly Survivor[]> {
    const ran = await runTest(files, { mutate: true, format: 'json' })
    return (JSON.parse(ran.out) as { mutation: { unnoticed: Survivor[] } }).mutation.unnoticed
  }

  it('says which edits no case notices', async () => {
    const found = await survivors(both('  - { name: a, when: { call: pay, arguments: { sum: 5 } } }\n'))
    expect(found.map(({ edit }) => edit)).toEqual([
      'default: allow',
      'without the rule of get_*',
      'the rule of get_*: deny',
      'without this deny_if',
      'args.sum: gte instead of gt',
      'args.sum: 101 instead of 100',
      'args.sum: 99 instead of 100',
      'without the limit of calls',
      'calls: one more than 2',
      'calls: one less than 2',
      'calls: ten times 2',
      'calls: week instead of day',
      'calls: for each session instead of grant',
    ])
  })

  it('suggests cases that hold, and that notice', async () => {
    const thin = both('  - { name: a, when: { call: pay, arguments: { sum: 5 } } }\n')
    const suggested = (await survivors(thin)).map(({ suggestion }) => suggestion)
    expect(suggested.every((each) => each !== undefined)).toBe(true)
    const files = { 'policy.json': POLICY, 'cases.yaml': `cases:\n${suggested.join('')}` }
    expect(await runTest(files, { minScore: 100 })).toMatchObject({ code: 0, error: '' })
  })

  it('can be demanded', async () => {
    const files = both('  - { name: a, when: { call: pay, arguments: { sum: 5 } } }\n')
    const ran = await runTest(files, { minScore: 90 })
    expect(ran).toMatchObject({ code: 1, error: 'Less than 90 % of the edits are noticed.\n' })
    expect(ran.out).toMatch(/Mutation\n {2}\d+ of \d+ edits of the policy are noticed by a case: \d+ %/)
  })

  it('leaves cases out that do not hold', async () => {
    const found = await survivors(both('  - { name: a, when: { call: get_x }, then: deny }\n'))
    expect(found.map(({ edit }) => edit)).toContain('the rule of get_*: deny')
  })
})
