/** The sections of many gateways on one database: how this one takes part, and the keys that all of them share. */
import { z } from 'zod'
import { referenceTo } from '../environment.ts'
import { readOrigin } from '../field/url.ts'
import { count, duration, line, text } from './fields.ts'

/** An origin, or one with references to variables: it is read once they are replaced. */
const readAddress = (given: string): ReturnType<typeof readOrigin> =>
  given.includes(referenceTo('').slice(0, 2)) ? given : readOrigin(given)

/** `gateways`. */
export interface GatewaysSection {
  readonly address?: string | undefined
  readonly confirm_within: number
  readonly connections: number
}

export const gatewaysSection: z.ZodType<GatewaysSection> = z
  .strictObject({
    address: text(readAddress, {
      description: `Where the other gateways of the same database reach this one: scheme and host, without a path. ${`\`${referenceTo('NAME')}\``} stands for an environment variable, so that all of them can have one file. Without it, the address of \`listen.mcp\`, where that is not every address of the machine. Its host, with the port of \`listen.admin\`, is a name of the control plane’s listener as well: under it the gateway is scraped.`,
      examples: ['http://10.0.0.7:4100', `http://${referenceTo('POD_IP')}:4100`],
    }).optional(),
    confirm_within: duration({
      description:
        'A gateway that cannot confirm for so long that it knows every change in the database refuses all calls until it can. Only where `database` names one that gateways share.',
      standard: 5000,
      least: 2000,
      most: 60_000,
    }),
    connections: count({
      description: 'Connections of this gateway to PostgreSQL; three more are kept for what must not wait behind them.',
      standard: 10,
      least: 2,
      most: 200,
    }),
  })
  .prefault({})
  .meta({
    description: 'Many gateways on one PostgreSQL: how this one takes part. A change takes effect at the next start.',
  })

/** `keys`. */
export interface KeysSection {
  readonly installation?: string | undefined
  readonly sealing?: string | undefined
}

export const keysSection: z.ZodType<KeysSection> = z
  .strictObject({
    installation: line(
      'File of the key from which all others are derived; relative to this file. Made at the first start where it is not there. The variable `PORTCULLIS_KEY` stands for it. Without either, `key` in the data folder.',
      4096,
    ).optional(),
    sealing: line(
      'File of the keys by which secrets of the database are sealed; relative to this file. Made at the first start where it is not there. The variable `PORTCULLIS_SEAL_KEYS` stands for it. Without either, `seal.keys` in the data folder.',
      4096,
    ).optional(),
  })
  .prefault({})
  .meta({
    description:
      'Where the keys of the installation are, where that is not the data folder: gateways that share a database share them. A change takes effect at the next start.',
  })
