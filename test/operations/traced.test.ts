/** A trace that begins at a client goes through the gateway to its server. */
import { existsSync, readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { modernCall } from '../messages.ts'
import { until } from '../until.ts'
import { type Operated, startOperated } from './operated.ts'
import { headOf, logOf, metaOf, OTHER, parent, TRACE, within } from './placed.ts'

interface Span {
  readonly name: string
  readonly kind: number
  readonly attributes: Readonly<Record<string, unknown>>
  readonly links: readonly { readonly context: { readonly traceId: string } }[]
  readonly parent?: { readonly traceId: string; readonly spanId: string }
  readonly own: { readonly traceId: string; readonly spanId: string }
}
const [SERVER, CLIENT] = [1, 2]

describe('[operations.traces] where an SDK is registered', () => {
  let house: Operated
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portcullis-traces-'))
    house = await startOperated({
      environment: {
        NODE_OPTIONS: `--import=${fileURLToPath(new URL('collector.mjs', import.meta.url))}`,
        TRACE_FILE: join(folder, 'spans.jsonl'),
        TRACE_API: fileURLToPath(new URL('../../packages/server/package.json', import.meta.url)),
      },
    })
  })
  afterAll(async () => {
    await house.close()
    await rm(folder, { recursive: true, force: true })
  })
  const spans = (): readonly Span[] => {
    const file = join(folder, 'spans.jsonl')
    return existsSync(file)
      ? readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line))
      : []
  }
  const spansOf = async (trace: string, count: number): Promise<readonly Span[]> => {
    await until(() => spans().filter(({ own }) => own.traceId === trace).length >= count)
    return spans().filter(({ own }) => own.traceId === trace)
  }

  it('a call is a span, the way to the server its child, and the server is told of that one', async () => {
    await (await house.post(within(parent(TRACE)), { traceparent: parent(OTHER) })).text()
    const all = await spansOf(TRACE, 2)
    const own = all.find(({ kind }) => kind === SERVER)
    const onward = all.find(({ kind }) => kind === CLIENT)
    expect(own).toMatchObject({ name: 'tools/call buy', parent: { spanId: '00f067aa0ba902b7' } })
    // What the HTTP request said is not lost, and does not win.
    expect(own?.links).toMatchObject([{ context: { traceId: OTHER } }])
    expect(own?.attributes).toMatchObject({
      ...{ 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': 'buy', 'gen_ai.operation.name': 'execute_tool' },
      ...{ 'jsonrpc.request.id': '7', 'mcp.protocol.version': '2026-07-28', 'network.transport': 'tcp' },
      ...{ 'portcullis.server': 'shop', 'portcullis.effect': 'allow' },
    })
    expect(onward?.parent?.spanId).toBe(own?.own.spanId)
    const told = parent(TRACE, onward?.own.spanId)
    expect(metaOf(house)).toMatchObject({ traceparent: told, tracestate: 'a=1,b=2' })
    expect(headOf(house)).toMatchObject({ traceparent: told, tracestate: 'a=1,b=2' })
    await until(() => logOf(house).includes(`"trace":"${TRACE}"`))
  })

  it('a refusal is a span too, with its code and no way to the server', async () => {
    const trace = 'a'.repeat(32)
    await (await house.post(within(parent(trace), 'sell'))).text()
    const [own, ...others] = await spansOf(trace, 1)
    expect(others).toEqual([])
    expect(own).toMatchObject({ name: 'tools/call', attributes: { 'error.type': 'policy_denied' } })
  })

  it('a call that says nothing begins a trace of its own, which its server is told of', async () => {
    await (await house.post(modernCall('buy'))).text()
    const [, trace = ''] = /^00-([0-9a-f]{32})-[0-9a-f]{16}-01$/.exec(String(metaOf(house)['traceparent'])) ?? []
    expect((await spansOf(trace, 2)).find(({ kind }) => kind === SERVER)?.parent).toBeUndefined()
  })

  it('nothing of an argument is told', async () => {
    await (await house.post(modernCall('buy', { card: 'a very secret number' }))).text()
    await until(() => spans().length >= 7)
    expect(readFileSync(join(folder, 'spans.jsonl'), 'utf8')).not.toContain('secret')
  })
})
