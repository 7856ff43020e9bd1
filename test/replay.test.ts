/** Calls through a real gateway, then replay and learn from the log that it wrote. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkPolicy } from '@portcullis/workbench'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runLearn } from '../packages/server/src/cli/learn.ts'
import { type ReplayOptions, runReplay } from '../packages/server/src/cli/replay.ts'
import { readLog } from './decision-log.ts'
import { type GatewayProcess, startGateway } from './gateway-process.ts'
import { ask, codeOf, modernCall } from './messages.ts'
import { answerJson, type ScriptedUpstream, startUpstream } from './scripted-upstream.ts'
import { until } from './until.ts'

const SECRET = 'canary-7d1f'
const POLICY = {
  version: '1',
  default: 'deny',
  tools: {
    pay: {
      deny_if: [{ conditions: [{ path: 'args.note', op: 'contains', value: 'forbidden' }] }],
      limits: [{ counter: 'spend', window: 'day', max: 1000, increment_from: 'args.amount' }],
    },
    look: {},
  },
}
const schema = {
  type: 'object',
  properties: {
    amount: { type: 'number' },
    note: { type: 'string' },
    urgent: { type: 'boolean' },
    currency: { type: 'string', default: 'EUR' },
  },
}
const CALLS = [
  ...[10, 20, 30, 60].map((amount) => ({ amount, note: SECRET, urgent: false })),
  { amount: 40, note: 'forbidden fruit', urgent: false },
  { amount: 5000, note: SECRET, urgent: false },
]

let upstream: ScriptedUpstream
let gateway: GatewayProcess
let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'replay-'))
  upstream = await startUpstream()
  upstream.script('tools/list', ({ message }, answer) =>
    answerJson(answer, message.id, {
      tools: ['pay', 'look', 'never'].map((name) => ({ name, inputSchema: schema })),
    }),
  )
  gateway = await startGateway({ upstreams: { shop: upstream.url }, policy: POLICY })
  const to = { url: gateway.urlFor('shop'), headers: gateway.headers }
  const codes: unknown[] = []
  for (const args of CALLS) codes.push(codeOf(await ask(to, modernCall('pay', args))))
  expect(codes).toEqual([undefined, undefined, undefined, undefined, 'policy_denied', 'limit_exceeded'])
  for (let index = 0; index < 3; index++) await ask(to, modernCall('look', {}))
  await ask(to, modernCall('never', {}))
  await until(async () => (await readLog(gateway)).filter(({ type }) => type === 'outcome').length === 7)
})
afterAll(async () => {
  await gateway?.close()
  await upstream?.close()
  await rm(folder, { recursive: true })
})

const config = (): string => join(gateway.folder, 'portcullis.yaml')

async function draftFile(policy: object): Promise<string> {
  const path = join(folder, 'draft.json')
  await writeFile(path, JSON.stringify(policy))
  return path
}

function collecting() {
  const printed: string[] = []
  const take = (text: string): void => {
    printed.push(text)
  }
  return { output: { out: take, error: take, exit: () => undefined }, printed }
}

async function replayed(policy: object, options: Partial<ReplayOptions> = {}) {
  const { output, printed } = collecting()
  const draft = await draftFile(policy)
  const code = await runReplay(
    draft,
    { config: config(), baseline: [], failOn: 'none', format: 'json', ...options },
    output,
  )
  const out = printed.join('')
  return { code, out, report: options.format === 'text' ? undefined : JSON.parse(out) }
}

describe('the log of a gateway', () => {
  it('[replay.value-free] holds kinds, digests and answers, and no value', async () => {
    const text = await readFile(join(gateway.folder, 'state', 'decisions.jsonl'), 'utf8')
    expect(text).not.toContain(SECRET)
    expect(text).not.toContain('forbidden')
    const [first] = (await readLog(gateway)).filter(({ tool }) => tool === 'pay')
    expect(first).toMatchObject({
      args: { amount: expect.stringMatching(/^[\w-]{22}\.n10$/), note: expect.stringMatching(/^[\w-]{22}\.s4$/) },
      answers: expect.stringMatching(/^[\w-]{10}-[\w-]{10}\+$/),
      defaults: ['currency'],
    })
  })
})

describe('replay', () => {
  it('says that the policy in force changes nothing', async () => {
    const { report } = await replayed(POLICY)
    expect(report).toMatchObject({ calls: 10, unchanged: 10, changed: 0, cannotTell: 0, leftOut: 0 })
  })

  it('finds by range and by digest what a stricter draft refuses, and fails on nothing loosened', async () => {
    const page = await readFile(new URL('../docs/guide/11-replay-and-learn.md', import.meta.url), 'utf8')
    const strict = JSON.parse(/```json\n([\s\S]*?)```/.exec(page)?.[1] ?? '')
    const shown = /```text\n([\s\S]*?)```/.exec(page)?.[1] ?? ''
    const plain = (text: string) =>
      text.replaceAll(/20\d\d-[\d-]+T[\d:.]+Z/g, 'AT').replaceAll(/\([\w-]+-[\w]+\)/g, '(ID)')
    expect(plain((await replayed(strict, { format: 'text' })).out)).toBe(plain(shown))
    const { report, code } = await replayed(strict, { failOn: 'loosened' })
    expect(report.changes).toMatchObject([
      { from: 'allow', to: 'deny', tool: 'pay', rule: '/tools/pay/deny_if/0', count: 1, loosened: false },
      { from: 'deny', to: 'allow', tool: 'pay', ruleThen: '/tools/pay/deny_if/0', count: 1, loosened: true },
    ])
    expect(report).toMatchObject({ unchanged: 8, cannotTell: 0 })
    expect(code).toBe(1)
    const equal = {
      ...strict,
      tools: {
        ...strict.tools,
        pay: { require: [{ conditions: [{ path: 'args.amount', op: 'in', value: [10, 20] }] }] },
      },
    }
    expect((await replayed(equal)).report).toMatchObject({ unchanged: 8, changed: 2, cannotTell: 0 })
  })

  it('says what it cannot tell, and why', async () => {
    const draft = {
      version: '1',
      default: 'deny',
      tools: { pay: { deny_if: [{ conditions: [{ path: 'args.note', op: 'starts_with', value: 'x' }] }] }, look: {} },
    }
    const { report } = await replayed(draft)
    expect(report.doubts).toMatchObject([
      { from: 'allow', because: 'args.note', count: 4 },
      { from: 'deny', because: 'args.note', count: 2 },
    ])
    const text = (await replayed(draft, { format: 'text' })).out
    expect(text).toContain('cannot tell  6')
    expect(text).toContain('not known: args.note')
  })

  it('counts claims, from the beginning of the period', async () => {
    const limited = {
      version: '1',
      default: 'deny',
      tools: { pay: POLICY.tools.pay, look: { limits: [{ counter: 'looks', window: 'day', max: 2 }] } },
    }
    const { report } = await replayed(limited)
    expect(report.changes).toMatchObject([{ tool: 'look', to: 'deny', rule: '/tools/look/limits/0', count: 1 }])
  })

  it('says what is wrong with its input', async () => {
    expect((await replayed({ version: '1', tools: 3 }, { format: 'text' })).code).toBe(2)
    const missing = await replayed(POLICY, { log: [join(folder, 'none.jsonl')], format: 'text' })
    expect(missing).toMatchObject({ code: 2, out: expect.stringContaining('The log cannot be read') })
  })
})

describe('learn', () => {
  it('writes a policy that passes check, and changes nothing that was allowed', async () => {
    const { output, printed } = collecting()
    const code = await runLearn({ config: config(), server: 'shop', headroom: 2, enough: 3, format: 'text' }, output)
    expect(code).toBe(0)
    const [out = '', said = ''] = printed
    expect(checkPolicy(out).findings.filter(({ severity }) => severity !== 'note')).toEqual([])
    const policy = JSON.parse(out)
    expect(Object.keys(policy.tools)).toEqual(['look', 'pay'])
    expect(policy.tools.pay.deny_if.flatMap(({ conditions }: { conditions: object[] }) => conditions)).toEqual([
      { path: 'args.amount', op: 'lt', value: 0 },
      { path: 'args.amount', op: 'gt', value: 200 },
      { path: 'args.note', op: 'size_gt', value: 30 },
      { path: 'args.urgent', op: 'eq', value: true },
    ])
    expect(said).toContain('note always had the same value, which the log cannot name')
    expect(said).toContain('never: called once and never allowed')
    const { report } = await replayed(policy)
    expect(report.changes.filter(({ from }: { from: string }) => from === 'allow')).toEqual([])
    expect(report.doubts.filter(({ from }: { from: string }) => from === 'allow')).toEqual([])
  })
})
