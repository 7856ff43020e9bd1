/** A gateway that nobody confirms any more takes no calls, by either reader of HTTP, until somebody does. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, codeOf, modernCall } from './messages.ts'
import { answerJson, type ScriptedUpstream, startUpstream, TOOL_RESULT } from './scripted-upstream.ts'
import { type House, type OneGateway, prepareHouse } from './two-gateways.ts'
import { until } from './until.ts'

const NEVER = Number.NEGATIVE_INFINITY
const ALWAYS = Number.POSITIVE_INFINITY

describe.each(['off', 'on'])('a gateway that has to be confirmed (fast lane: %s)', (fast) => {
  const currency = { until: NEVER }
  let upstream: ScriptedUpstream
  let house: House
  let gateway: OneGateway
  let answerSlow = (): void => undefined
  beforeAll(async () => {
    upstream = await startUpstream({
      tools: ['free', 'slow'],
      scripts: {
        slow({ message }, answer) {
          answerSlow = () => answerJson(answer, message.id, TOOL_RESULT)
        },
      },
    })
    house = await prepareHouse({
      servers: { up: { url: upstream.url } },
      settings: { listen: { mcp: '127.0.0.1:0', catalogue: 'off', fast_lane: fast } },
      currency,
    })
    gateway = await house.open('a')
  })
  afterAll(async () => {
    await house?.close()
    await upstream?.close()
  })

  const code = async (tool = 'free') => codeOf(await ask(gateway.at('up'), modernCall(tool)))

  it('[gateways.closed] takes none until it is, all while it is, and none afterwards; what was sent has its end', async () => {
    expect([await code(), upstream.received.length]).toEqual(['not_current', 0])
    currency.until = ALWAYS
    expect([await code(), upstream.calls('free')]).toEqual([undefined, 1])
    const slow = code('slow')
    await until(() => upstream.calls('slow') === 1)
    currency.until = NEVER
    expect([await code(), upstream.calls('free')]).toEqual(['not_current', 1])
    answerSlow()
    expect(await slow).toBeUndefined()
    currency.until = ALWAYS
    expect([await code(), upstream.calls('free')]).toEqual([undefined, 2])
  })
})
