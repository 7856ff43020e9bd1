import { it } from 'vitest'
import { startGateway } from './gateway-process.ts'
import { connect } from './lively-client.ts'
import { everythingOnStdio } from './real-servers.ts'
it('direct', async () => {
  const gateway = await startGateway({ servers: { one: everythingOnStdio({max_children: 1}) }, policy: { version: '1', default: 'allow' } })
  const t0 = performance.now(); const lap = (s: string) => console.log(s, Math.round(performance.now() - t0))
  const at = { url: gateway.urlFor('one'), headers: gateway.headers }
  const first = await connect('legacy', at)
  lap('connected')
  await connect('legacy', at).catch((e) => lap(String(e)))
  await connect('auto', at).catch((e) => lap(String(e)))
  await first.endSession()
  lap('ended')
  const auto = await connect('auto', at).catch((e) => lap(String(e)))
  lap('auto')
  await auto?.endSession()
  lap('auto ended')
  await gateway.close()
  lap('gw closed')
})
