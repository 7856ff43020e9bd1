import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compilePolicy, type Policy } from '@portcullis/engine'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FACT_KEY } from '../crypto/fact-digests.ts'
import { keyedDigester } from '../crypto/keyed-digest.ts'
import { openKey } from '../crypto/keys.ts'
import { createCallFacts } from '../gateway/call-facts.ts'
import { lineWriter } from '../store/jsonl/line.ts'
import { ranCommand } from './command-run.contract.ts'
import { runExplain } from './explain.ts'

const policyOf = (least: number): Policy => ({
  version: '1',
  default: 'deny',
  tools: {
    refund: {
      deny_if: [
        { conditions: [{ path: 'args.amount', op: 'gt', value: least }] },
        { conditions: [{ path: 'args.items[*].id', op: 'eq', value: 'x\u001b' }] },
        { conditions: [{ path: 'args.note', op: 'contains', value: 'Secret', ignore_case: true }] },
      ],
      limits: [{ counter: 'refunded', window: 'day', max: 900, increment_from: 'args.amount' }],
    },
  },
})

const CONFIGURATION = `data: data
servers: { shop: { url: "http://127.0.0.1:4999/mcp" } }
policies: { support: { file: policy.json } }
grants:
  - { id: g1, label: support, owner: ana, token_sha256: ${'ab'.repeat(32)}, servers: { shop: support } }
`

describe('a decision of the log', () => {
  let folder = ''
  const inFolder = (name: string): string => join(folder, name)
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'portcullis-answers-'))
    writeFileSync(inFolder('portcullis.yaml'), CONFIGURATION, { mode: 0o600 })
    writeFileSync(inFolder('decisions.jsonl'), recorded(inFolder('data/key')))
  })
  afterAll(() => rmSync(folder, { recursive: true }))

  const told = async (present: Policy, options: object = {}) => {
    writeFileSync(inFolder('policy.json'), JSON.stringify(present))
    const files = { log: inFolder('decisions.jsonl'), config: inFolder('portcullis.yaml'), policy: [] }
    const given = { ...files, decision: 'd1', format: 'text', seen: [], tag: [], header: [], ...options }
    const { out, error } = await ranCommand((output) =>
      runExplain(given as unknown as Parameters<typeof runExplain>[0], output),
    )
    return out + error
  }

  it('is told with what the rules asked and found, in words, and no values', async () => {
    expect(await told(policyOf(500))).toContain(`
What the rules asked of the call, and found:
  argument amount gt 500                              yes
  argument items[*].id eq "x\\u001b", any one          could not be judged
  argument note contains "Secret", whatever the case  no
  argument amount can be counted                      yes

`)
    expect(await told(policyOf(500))).not.toContain('731')
  })

  it('is told as far as the policy still asks the same', async () => {
    const text = await told(policyOf(400))
    expect(text).not.toContain('amount gt')
    expect(text).toContain('  (recorded beside them, and not asked by this policy: 1)')
    expect(JSON.parse(await told(policyOf(400), { format: 'json' })).answers).toMatchObject({ others: 1 })
  })

  it('says what is missing to read them', async () => {
    expect(await told(policyOf(500), { config: undefined })).toContain('with -c: its data folder has the key')
    expect(await told(policyOf(500), { server: 'mail' })).toContain('The grant does not reach "mail"')
  })
})

/** The line of one call, as a gateway with that key writes it. */
function recorded(keyFile: string): string {
  const key = openKey(keyFile)
  if (!key.ok) throw new Error(key.problem)
  const request = {
    subject: { organisation: 'local', grant: 'g1', label: 'support', owner: 'ana', tags: {} },
    tool: { server: 'shop', name: 'refund' },
    context: { at: 0, slot: 0 as const },
    arguments: { amount: 731, items: 'none', note: 'no' },
    inexact: new Set<string>(),
  }
  const facts = createCallFacts(keyedDigester(key.derive(FACT_KEY)))({
    policy: compilePolicy(policyOf(500), { id: 'support' }),
    request,
    sent: request.arguments,
    tool: { properties: new Set(['amount', 'items', 'note']), inputSchema: undefined },
  })
  const writer = lineWriter()
  const event = {
    ...{ type: 'decision' as const, id: 'd1', at: 0, grant: 'g1', server: 'shop', era: 'modern' as const },
    ...{ method: 'tools/call', tool: 'refund', effect: 'deny' as const, code: 'policy_denied' },
    ...{ rule: '/tools/refund/deny_if/0', policy: 'support', policyVersion: '', micros: 1, count: 1 },
    ...facts,
  }
  return writer.decision(event, writer.decisionBody(event), 1)
}
