/** Clients of one era before servers that speak the other only. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Fixture, startFixture } from './fixture/fixture.ts'
import { type GatewayHere, startHere } from './gateway-here.ts'
import { connect, heardBy, type Kind } from './lively-client.ts'
import { everythingOnStdio, FIXTURE_ARGS, onStdio } from './real-servers.ts'
import { until } from './until.ts'

let fixtures: readonly Fixture[]
let gateway: GatewayHere
beforeAll(async () => {
  fixtures = await Promise.all([startFixture({ eras: 'legacy' }), startFixture({ eras: 'modern' }), startFixture()])
  const [legacy, modern, both] = fixtures
  gateway = await startHere({
    servers: {
      legacy: { url: legacy?.url },
      modern: { url: modern?.url },
      both: { url: both?.url },
      child: everythingOnStdio(),
      dual: onStdio(FIXTURE_ARGS),
    },
    policies: { policy: { version: '1', default: 'allow', hide: ['test_error_handling'] } },
  })
})
afterAll(async () => {
  await gateway?.close()
  await Promise.all((fixtures ?? []).map((fixture) => fixture.close()))
})

const PAIRS: readonly (readonly [Kind, string])[] = [
  ['modern', 'legacy'],
  ['auto', 'legacy'],
  ['sdk1', 'modern'],
  ['legacy', 'modern'],
  ['sdk1-sse', 'modern'],
  ['modern', 'both'],
  ['sdk1', 'both'],
]

describe.each(PAIRS)('client %s before a server that speaks %s', (kind, slug) => {
  it('[eras.both] lists, calls, is asked, hears of progress, logs and changes', async () => {
    const client = await connect(kind, gateway.at(slug))
    const isModern = client.version === '2026-07-28'
    try {
      const tools = await client.tools()
      expect(tools).toContain('test_simple_text')
      expect(tools).not.toContain('test_error_handling')
      expect(await client.call('test_simple_text')).toMatchObject({ failed: false })
      expect(await client.call('test_error_handling')).toMatchObject({ code: 'protocol_error' })

      const progress: number[] = []
      await client.call('test_tool_with_progress', {}, { onprogress: (n) => void progress.push(n) })
      expect(progress).toEqual(heardBy(kind, progress, [0, 50, 100]))

      expect((await client.call('test_sampling', { prompt: 'The capital of France?' })).text).toContain('Paris')
      expect((await client.call('test_elicitation', { message: 'Who?' })).text).toContain('"username":"ada"')
      expect((await client.call('test_input_required_result_multiple_inputs')).text).toBe('All here.')
      expect(client.heard.asked).toContain('roots/list')

      await client.call('test_tool_with_logging', {}, { meta: { 'io.modelcontextprotocol/logLevel': 'info' } })
      if (isModern) expect(client.heard.logs).toContain('Tool execution completed')

      expect(await client.read('test://static-text')).toContain('The static text.')
      expect(await client.prompts()).toContain('test_simple_prompt')
      expect(await client.prompt('test_simple_prompt')).toContain('prompt')

      if (isModern) await client.listen()
      await client.call('test_trigger_tool_change')
      await until(() => client.heard.changes.includes('tools'))
    } finally {
      await client.close()
    }
  })
})
