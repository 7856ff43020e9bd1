/** Routes: the gateways of the installation. */
import { z } from 'zod'
import { instant } from '../account/shapes.ts'
import { answer, route } from '../api/route.ts'

const gateway = z.object({
  name: z.string().describe('Another one after each start.'),
  self: z.boolean().describe('Whether it is the one that answers this.'),
  address: z.string().nullable().describe('Where the other gateways reach it; null: nothing says where.'),
  started: instant,
  heard: instant.describe('Its last sign of life, by the database’s clock.'),
  version: z.string().describe('Of Portcullis.'),
  zones: z.string().describe('Of its time-zone data.'),
  confirmed: z.int().describe('Number of the change up to which everything is in force at it.'),
  current: z.boolean().describe('Everything that was changed until now is in force at it.'),
})

export const listGateways = route({
  id: 'gateways.list',
  method: 'GET',
  path: '/gateways',
  tag: 'Gateways',
  summary: 'The gateways that run on the database, and which changes are in force at each.',
  description:
    'A gateway that was silent for `gateways.confirm_within` of its configuration is not among them: it has closed.',
  permission: 'operator',
  shapes: {
    answer: z.object({ changes: z.int().describe('Number of the last change.'), items: z.array(gateway) }),
  },
  async run({ control: { gateways } }) {
    const changes = await gateways.epoch()
    const items = (await gateways.list()).map(({ isSelf, ...row }) => ({
      ...row,
      self: isSelf,
      current: row.confirmed >= changes,
    }))
    return answer({ changes, items })
  },
})
