/** The section for whoever keeps the gateway running: who may look at it, how it speaks, how it stops. */
import { z } from 'zod'
import { readNetwork } from '../field/network.ts'
import { digest, duration, text } from './fields.ts'

/** `operations`. */
export interface OperationsSection {
  readonly watchers: {
    readonly networks: readonly string[]
    readonly token_sha256?: string | undefined
  }
  readonly messages: {
    readonly format: 'text' | 'json'
    readonly level: 'info' | 'error'
  }
  readonly stop: {
    readonly drain: number
    readonly grace: number
  }
}

const second = 1000
const minute = 60 * second

const watchers = z
  .strictObject({
    networks: z
      .array(text(readNetwork, { description: 'An address or a network.', examples: ['10.0.0.0/8', '127.0.0.1'] }))
      .max(100)
      .default(['127.0.0.0/8', '::1/128'])
      .meta({
        description:
          'From where metrics and the details of `/readyz` may be seen without a token. An empty list: with a token only. Behind a proxy on this machine the address is the client’s only where `trusted_proxies` names the proxy.',
      }),
    token_sha256: digest(
      'SHA-256, lower-case hex, of a token of your own making, which whoever scrapes sends as `Authorization: Bearer …`. With it, metrics may be seen from anywhere.',
      'Make a token of at least 32 random bytes, and write what `printf %s "$TOKEN" | sha256sum` prints.',
    ).optional(),
  })
  .prefault({})
  .meta({ description: 'Who may see metrics and the details of `/readyz`, on `listen.admin`.' })

const messages = z
  .strictObject({
    format: z.enum(['text', 'json']).default('text').meta({
      description:
        'How the gateway speaks to its operator on standard output and standard error. `json`: one object a line, with `at`, `level` and `message`.',
    }),
    level: z.enum(['info', 'error']).default('info').meta({
      description: '`error`: only what went wrong is said. What a command is asked for is printed all the same.',
    }),
  })
  .prefault({})
  .meta({ description: 'Messages for the operator; not the decision log, which is `log`.' })

const stop = z
  .strictObject({
    drain: duration({
      description:
        'Time after the signal to stop in which the gateway says that it is not ready and still takes calls, so that whoever spreads them notices first.',
      standard: 0,
      least: 0,
      most: 5 * minute,
    }),
    grace: duration({
      description: 'Time that calls in flight have to end after that; then their connections are closed.',
      standard: 10 * second,
      least: 0,
      most: 30 * minute,
    }),
  })
  .prefault({})
  .meta({ description: 'How the gateway stops.' })

export const operationsSection: z.ZodType<OperationsSection> = z
  .strictObject({ watchers, messages, stop })
  .prefault({})
  .meta({
    description:
      'Keeping it running: who may look at it, how it speaks, how it stops. A change takes effect at the next start.',
  })
