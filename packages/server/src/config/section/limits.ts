/** The section that bounds what clients may take of the gateway. */
import { z } from 'zod'
import { count, duration, size } from './fields.ts'

/** `limits`: bytes and milliseconds. */
export interface LimitsSection {
  readonly max_body: number
  readonly max_depth: number
  readonly max_head: number
  readonly headers_timeout: number
  readonly request_timeout: number
  readonly keep_alive: number
  readonly stream_keep_alive: number
  readonly max_connections: number
  readonly buffered_bodies: number
  readonly buffered_bodies_per_grant: number
  readonly refusals_per_second: number
  readonly failed_tokens_per_minute: number
  readonly max_sessions: number
  readonly max_sessions_per_grant: number
  readonly session_idle: number
}

const KiB = 1024
const MiB = 1024 * KiB
const second = 1000
const minute = 60 * second
const hour = 60 * minute

export const limitsSection: z.ZodType<LimitsSection> = z
  .strictObject({
    max_body: size({ description: 'Largest body of one request.', standard: MiB, least: KiB, most: 64 * MiB }),
    max_depth: count({
      description: 'Objects and arrays within each other in one message.',
      standard: 64,
      least: 8,
      most: 256,
    }),
    max_head: size({
      description: 'Largest head of one request: request line and headers.',
      standard: 16 * KiB,
      least: 4 * KiB,
      most: 256 * KiB,
    }),
    headers_timeout: duration({
      description: 'Time a client has for the head of a request.',
      standard: 10 * second,
      least: second,
      most: 5 * minute,
    }),
    request_timeout: duration({
      description: 'Time a client has for a whole request, its body included.',
      standard: 30 * second,
      least: second,
      most: hour,
    }),
    keep_alive: duration({
      description: 'Time after which an idle connection of a client is closed.',
      standard: minute,
      least: second,
      most: hour,
    }),
    stream_keep_alive: duration({
      description:
        'Time between two comments on a silent stream to a client, so that nothing on the way takes it for dead.',
      standard: 15 * second,
      least: second,
      most: 10 * minute,
    }),
    max_connections: count({
      description: 'Connections of clients at the same time; further ones are closed at once.',
      standard: 10_000,
      least: 1,
      most: 1_000_000,
    }),
    buffered_bodies: size({
      description: 'Memory for request bodies that are being read, in all; beyond it requests get 503.',
      standard: 64 * MiB,
      least: MiB,
      most: 16_384 * MiB,
    }),
    buffered_bodies_per_grant: size({
      description: 'The part of `buffered_bodies` that one grant can take.',
      standard: 16 * MiB,
      least: MiB,
      most: 16_384 * MiB,
    }),
    refusals_per_second: count({
      description:
        'Refused calls of one grant that are recorded within a second; further calls get 429 until the second is over.',
      standard: 100,
      least: 1,
      most: 100_000,
    }),
    failed_tokens_per_minute: count({
      description:
        'Tokens that prove no grant, from one network address (of IPv6: from one /64 network) within a minute; further ones get 429. Tokens that are known are taken all the same.',
      standard: 60,
      least: 1,
      most: 100_000,
    }),
    max_sessions: count({
      description: 'Open sessions in all (protocol versions that know sessions).',
      standard: 10_000,
      least: 1,
      most: 1_000_000,
    }),
    max_sessions_per_grant: count({
      description: 'The part of `max_sessions` that one grant can take.',
      standard: 100,
      least: 1,
      most: 1_000_000,
    }),
    session_idle: duration({
      description: 'Time without traffic after which a session ends.',
      standard: 30 * minute,
      least: second,
      most: 168 * hour,
    }),
  })
  .prefault({})
  .meta({
    description:
      'Bounds for the traffic of clients. A change takes effect at the next start; of `max_body`, `failed_tokens_per_minute` and `stream_keep_alive` at the next request.',
  })
