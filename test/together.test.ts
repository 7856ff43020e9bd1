/** One URL for all servers of a grant. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Fixture, startFixture } from './fixture/fixture.ts'
import { freePort } from './free-port.ts'
import { type GatewayHere, startHere } from './gateway-here.ts'
import { connect, heardBy, type Kind } from './lively-client.ts'
import { until } from './until.ts'

let fixtures: readonly Fixture[]
let gateway: GatewayHere
beforeAll(async () => {
  fixtures = await Promise.all([startFixture({ eras: 'legacy' }), startFixture({ eras: 'modern' })])
  const [legacy, modern] = fixtures
  gateway = await startHere({
    servers: {
      old: { url: legacy?.url },
      new: { url: modern?.url },
      dead: { url: `http://127.0.0.1:${await freePort()}/mcp` },
    },
    policies: {
      policy: { version: '1', default: 'allow', hide: ['test_error_handling'] },
      new: { version: '1', default: 'allow', hide: ['test_image_content'] },
    },
  })
})
afterAll(async () => {
  await gateway?.close()
  await Promise.all((fixtures ?? []).map((fixture) => fixture.close()))
})

describe.each(['modern', 'auto', 'sdk1', 'legacy'] as readonly Kind[])('client %s', (kind) => {
  it('has the tools of all servers, each under its server’s policy', async () => {
    const client = await connect(kind, gateway.at())
    const isModern = client.version === '2026-07-28'
    try {
      const tools = await client.tools()
      expect(tools).toContain('old__test_simple_text')
      expect(tools).toContain('new__test_simple_text')
      expect(tools).toContain('old__test_image_content')
      expect(tools).not.toContain('new__test_image_content')
      expect(tools).not.toContain('old__test_error_handling')
      expect(await client.call('new__test_image_content')).toMatchObject({ code: 'protocol_error' })
      for (const slug of ['old', 'new']) {
        expect(await client.call(`${slug}__test_simple_text`)).toMatchObject({ failed: false })
        const progress: number[] = []
        await client.call(`${slug}__test_tool_with_progress`, {}, { onprogress: (n) => void progress.push(n) })
        expect(progress).toEqual(heardBy(kind, progress, [0, 50, 100]))
        expect((await client.call(`${slug}__test_sampling`, { prompt: 'The capital?' })).text).toContain('Paris')
        expect((await client.call(`${slug}__test_elicitation`, { message: 'Who?' })).text).toContain('"ada"')
        expect((await client.call(`${slug}__test_input_required_result_multiple_inputs`)).text).toBe('All here.')
      }
      expect(await client.prompts()).toContain('new__test_simple_prompt')
      expect(await client.prompt('old__test_simple_prompt')).toContain('prompt')
      const resources = await client.resources()
      expect(resources).toContain('portcullis://old/test://static-text')
      expect(await client.read('portcullis://new/test://static-text')).toContain('The static text.')
      if (isModern) await client.listen()
      await client.call('old__test_trigger_tool_change')
      await until(() => client.heard.changes.includes('tools'))
    } finally {
      await client.close()
    }
  })
})
