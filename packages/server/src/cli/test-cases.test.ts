/** What cases can say: each of them holds for its policy. */
import { describe, expect, it } from 'vitest'
import { runTest } from './test.contract.ts'

const REFUNDS = {
  version: '1',
  default: 'deny',
  hide: ['secret_*'],
  tools: {
    refund: {
      deny_if: [
        { conditions: [{ path: 'args.amount', op: 'gt', value: 100 }], on_deny: 'Refunds over 100 need a person.' },
      ],
      limits: [
        { counter: 'soft', window: 'day', max: 200, increment_from: 'args.amount', on_exceed: 'require_approval' },
        { counter: 'soft', window: 'day', max: 300, increment_from: 'args.amount', warn_at: 0.5 },
        { counter: 'calls', window: 'minute', max: 3 },
      ],
    },
    mail: {
      limits: [{ counter: 'mails', window: '1h', kind: 'rolling', max: 2, by: ['args.to'] }],
      results: {
        max_bytes: 400,
        redact: [{ detector: 'email' }],
        deny_if: [{ conditions: [{ path: 'result.isError', op: 'eq', value: true }] }],
      },
    },
    pay: {
      limits: [{ counter: 'paid', window: 'day', max: 10, increment_from: 'args.sum', refund_on: ['tool_error'] }],
    },
    ask_first: { action: 'require_approval', reason: 'A person has to look at it.' },
    sessions: { rate_limit: '2/minute' },
    'get_*': {},
  },
  resources: { default: 'deny', allow: ['file:///notes/**'], hide: ['file:///notes/private/**'] },
  prompts: { allow: ['p*'], hide: ['px'] },
  elicitation: { form: 'allow', url: { hosts: ['ok.example'] } },
  sampling: { max_tokens: 100 },
  roots: 'deny',
  methods: { 'logging/setLevel': 'allow', 'x/own': 'allow' },
}

const CASES = `
tools:
  refund: {}
  get_order: {}
  secret_thing: {}
cases:
  - name: an effect, a rule, a text
    when: { call: refund, arguments: { amount: 101 } }
    then:
      effect: deny
      rule: /tools/refund/deny_if/0
      document: policy
      by: entry
      code: policy_denied
      message: Refunds over 100 need a person.
      claims: {}
  - name: claims
    when: { call: refund, arguments: { amount: 20.5 } }
    then: { effect: allow, claims: { soft: "20.5", calls: 1 }, warnings: [], asks: [], shadow: null }
  - name: a number that is not exact
    when: { call: refund, arguments: { amount: 1.00000000000000000001 } }
    then: { effect: deny, code: argument_invalid }
  - name: so many times, and again after the window
    when:
      - { call: refund, arguments: { amount: 1 }, times: 3 }
      - { call: refund, arguments: { amount: 1 }, then: { effect: deny, rule: /tools/refund/limits/2, code: limit_exceeded, retry_after: 60 } }
      - { after: 59s }
      - { call: refund, arguments: { amount: 1 }, then: deny }
      - { after: 1, call: refund, arguments: { amount: 1 } }
  - name: the ladder asks, then refuses
    given: { used: { soft: 140 } }
    when:
      - { call: refund, arguments: { amount: 50 }, then: { effect: allow, warnings: [soft] } }
      - { call: refund, arguments: { amount: 50 }, then: { effect: ask, rule: /tools/refund/limits/0, asks: [/tools/refund/limits/0] } }
      - { call: refund, arguments: { amount: 50 }, approved: true }
      - { call: refund, arguments: { amount: 61 }, approved: true, then: { effect: deny, rule: /tools/refund/limits/1 } }
  - name: by value, rolling
    when:
      - { call: mail, arguments: { to: a }, times: 2 }
      - { call: mail, arguments: { to: b } }
      - { call: mail, arguments: { to: a }, then: { effect: deny, code: limit_exceeded } }
      - { after: 3599s, call: mail, arguments: { to: a }, then: deny }
      - { after: 1s, call: mail, arguments: { to: a }, then: allow }
  - name: what is given of a counter by value is given of each value
    given: { used: { mails: 2 } }
    when:
      - { call: mail, arguments: { to: a }, then: deny }
      - { call: mail, arguments: { to: b }, then: deny }
  - name: what fails comes back where the limit says so
    given: { used: { paid: "9.5" } }
    when:
      - { call: pay, arguments: { sum: 0.5 }, outcome: tool_error }
      - { call: pay, arguments: { sum: 0.5 }, outcome: never_sent }
      - { call: pay, arguments: { sum: 0.5 }, outcome: protocol_error }
      - { call: pay, arguments: { sum: 0.5 }, then: deny }
  - name: a person is asked
    when:
      - { call: ask_first, then: { effect: ask, message: A person has to look at it., rule: /tools/ask_first/action } }
      - { call: ask_first, approved: true }
  - name: each session has its own
    when:
      - { call: sessions, times: 2 }
      - { call: sessions, then: { effect: deny, rule: /tools/sessions/rate_limit } }
      - { call: sessions, given: { session: 1 } }
      - { call: sessions, given: { grant: { id: other } }, times: 2 }
  - name: results are redacted
    when: { call: mail, arguments: { to: a }, result: "from ana@example.com, to bo@example.com" }
    then: { effect: allow, redacted: { email: 2 }, result: { contains: ["from ", "[REDACTED:email]"], lacks: ["ana@"] } }
  - name: results are withheld
    when:
      - { call: mail, arguments: { to: a }, outcome: tool_error, then: { effect: withheld, code: result_withheld, rule: /tools/mail/results/deny_if/0 } }
      - { call: mail, arguments: { to: b }, result: { content: [], structuredContent: { x: "${'y'.repeat(400)}" } }, then: { effect: withheld, rule: /tools/mail/results/max_bytes } }
  - name: lists
    when:
      - { list: tools, then: { shows: [refund], hides: [secret_thing, nothing], shows_only: [get_order, refund] } }
      - { list: resources, of: ["file:///notes/a", "file:///notes/private/b", "file:///etc"], then: { shows_only: ["file:///notes/a"] } }
      - { list: prompts, of: [p1, px, q], then: { shows_only: [p1] } }
  - name: hidden and unknown names are alike
    when:
      - { call: secret_thing, then: { effect: hidden, code: tool_hidden } }
      - { call: nobody_has_it, then: { effect: hidden, code: tool_unknown } }
      - { call: get_nothing }
  - name: everything beside tools
    when:
      - { read: "file:///notes/a/b" }
      - { read: "file:///etc/passwd", then: { effect: deny, rule: /resources/default } }
      - { read: "file:///notes/private/x", then: { effect: hidden, code: resource_unknown, rule: /resources/hide/0 } }
      - { prompt: p1, then: { effect: allow, rule: /prompts/allow/0 } }
      - { prompt: px, then: hidden }
      - { method: logging/setLevel }
      - { method: x/own }
      - { method: x/other, then: deny }
      - { question: roots/list, then: { effect: deny, rule: /roots } }
      - { question: sampling/createMessage, params: { messages: [], maxTokens: 100 } }
      - { question: sampling/createMessage, params: { messages: [], maxTokens: 101 }, then: deny }
      - { question: elicitation/create, params: { mode: url, message: m, url: "https://ok.example/x" } }
      - { question: elicitation/create, params: { mode: url, message: m, url: "https://no.example/x" }, then: deny }
`

it('says everything that can come of a policy', async () => {
  const ran = await runTest({ 'policy.json': JSON.stringify(REFUNDS), 'cases.yaml': CASES })
  expect(ran.out).not.toMatch(/FAIL|ERROR/)
  expect(ran).toMatchObject({ code: 0, error: '' })
  expect(ran.out).toMatch(/15 of 15/)
})

describe('circumstances', () => {
  const holds = async (policy: object, cases: string): Promise<void> => {
    const ran = await runTest({
      'p.json': JSON.stringify({ version: '1', default: 'deny', ...policy }),
      'p.cases.yaml': cases,
    })
    expect(ran.out).not.toMatch(/FAIL|ERROR/)
    expect(ran).toMatchObject({ code: 0, error: '' })
  }

  it('are those of the file, of the case, and of the step', async () => {
    const require = (path: string, value: unknown): object => ({
      require: [{ conditions: [{ path, op: 'eq', value }] }],
    })
    await holds(
      {
        timezone: 'Europe/Berlin',
        tools: {
          owner: require('grant.owner', 'ana'),
          tag: require('grant.tags.team', 'a'),
          client: require('client.name', 'desk'),
          ip: require('request.ip', '192.0.2.1'),
          hour: require('time.hour', 9),
          server: require('tool.server', 'shop'),
          note: require('tool.annotations.readOnlyHint', true),
          input: require('input.ok.action', 'accept'),
        },
      },
      `
given: { at: "2026-07-01T07:59:59Z", grant: { owner: ana }, server: shop, ip: 192.0.2.1 }
cases:
  - name: of the file
    when: [{ call: owner }, { call: server }, { call: ip }, { call: hour, then: allow }, { call: hour, after: 1s, then: deny }]
  - name: of the case
    given: { grant: { tags: { team: a } }, client: { name: desk }, tools: { note: { annotations: { readOnlyHint: true } } } }
    when: [{ call: owner, then: hidden }, { call: note }]
  - name: of the step
    when:
      - { call: tag, then: deny }
      - { call: tag, given: { grant: { tags: { team: a } } } }
      - { call: client, then: deny }
      - { call: client, given: { client: { name: desk } } }
      - { call: input, then: deny }
      - { call: input, input: { ok: { action: accept } } }
`.replace('{ call: owner, then: hidden }', '{ call: owner }'),
    )
  })

  it('what was read before is remembered for the flow window', async () => {
    await holds(
      {
        flow_window: '10m',
        tools: { read: {}, send: { deny_if: [{ conditions: [{ path: 'seen.private', op: 'eq', value: true }] }] } },
      },
      `
tools: { read: { reads: [private] }, send: {} }
cases:
  - name: sequences
    when:
      - { call: send }
      - { call: read }
      - { call: send, then: deny }
      - { call: send, given: { grant: { id: another } } }
      - { call: send, given: { session: 1 }, then: deny }
      - { after: 599s, call: send, then: deny }
      - { after: 1s, call: send }
  - name: an error brings text of the server in
    when: [{ call: read, outcome: protocol_error }, { call: send, then: deny }]
  - name: a call that was never sent brings nothing in
    when: [{ call: read, outcome: never_sent }, { call: send }]
  - name: fixed
    given: { seen: { private: true } }
    when: { call: send }
    then: deny
`,
    )
  })

  it('arguments are held against the schema, and completed by it', async () => {
    await holds(
      { tools: { t: { deny_if: [{ conditions: [{ path: 'args.n', op: 'gt', value: 5 }] }] }, u: {} } },
      `
tools:
  t: { input_schema: { type: object, properties: { n: { type: integer, default: 9 } } } }
  u: { input_schema: { type: object, required: [x] } }
cases:
  - { name: default, when: { call: t }, then: { effect: deny, rule: /tools/t/deny_if/0 } }
  - { name: unfit, when: { call: t, arguments: { n: x } }, then: { effect: deny, code: arguments_invalid, rule: (input schema) } }
  - { name: nothing reads them, when: { call: u }, then: allow }
`,
    )
  })

  it('classes go by labels', async () => {
    await holds(
      { classes: { read: {}, financial: { action: 'require_approval' } } },
      `
tools: { r: { label: { category: read, risk: low } }, d: { label: { category: read, risk: low, source: derived } }, f: { label: { category: financial, risk: high } }, u: {} }
cases:
  - { name: reviewed, when: { call: r }, then: { effect: allow, by: class } }
  - { name: derived, when: { call: d }, then: deny }
  - { name: financial, when: { call: f }, then: ask }
  - { name: unlabelled, when: { call: u }, then: deny }
`,
    )
  })
})

it('several documents hold together, and drafts are judged beside them', async () => {
  const baseline = { version: '1', default: 'allow', tools: { drop: { action: 'deny', reason: 'Never.' } } }
  const own = { version: '1', default: 'deny', tools: { drop: {}, get: {} } }
  const draft = {
    version: '1',
    default: 'deny',
    mode: 'shadow',
    until: '2026-02-01T00:00:00Z',
    tools: { get: { limits: [{ counter: 'g', window: 'day', max: 1 }] } },
  }
  const ran = await runTest({
    'org.json': JSON.stringify(baseline),
    'own.json': JSON.stringify(own),
    'draft.json': JSON.stringify(draft),
    'cases.yaml': `
layers: [org.json, own.json, { policy: draft.json, id: next, draft_of: own }]
cases:
  - name: the baseline refuses
    when: { call: drop }
    then: { effect: deny, document: org, message: Never. }
  - name: the draft would refuse the second
    when:
      - { call: get, then: { effect: allow, shadow: { effect: allow } } }
      - { call: get, then: { effect: allow, shadow: { effect: deny, code: limit_exceeded } } }
  - name: until it is enforced
    given: { at: "2026-02-01T00:00:00Z" }
    when: [{ call: get, then: { effect: allow, shadow: null } }, { call: get, then: deny }]
`,
  })
  expect(ran.out).not.toMatch(/FAIL|ERROR/)
  expect(ran).toMatchObject({ code: 0, error: '' })
})
