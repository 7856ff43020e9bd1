import { it } from 'vitest'
import { connect } from './lively-client.ts'
import { FIXTURE_ARGS } from './real-servers.ts'

it('direct', async () => {
  const c = await connect('modern', { command: process.execPath, args: FIXTURE_ARGS })
  await c.listen()
  await c.call('test_trigger_tool_change')
  await new Promise((r) => setTimeout(r, 1000))
  console.log(c.heard)
  await c.close()
})
