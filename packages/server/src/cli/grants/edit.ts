/** `portcullis grant edit`. */
import type { Command } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { listed } from '../remote/pairs.ts'
import { Stop } from '../remote/stop.ts'
import { findGrant, type ShownGrant } from './find.ts'
import { type GrantFacts, grantOptions, reachesOf } from './options.ts'
import { grantSheet } from './words.ts'

interface EditOptions extends ControlOptions, GrantFacts {
  readonly label?: string
  readonly dropServer: readonly string[]
  readonly dropTag: readonly string[]
  readonly anyAddress: boolean
}

/** Adds it. */
export function registerGrantEdit(grant: Command, output: CommandOutput): void {
  grantOptions(controlCommand(grant, 'edit', 'change a grant; it holds from the next request on'))
    .argument('<grant>', 'id, or whole label')
    .option('--label <text>', 'name for people')
    .option('--no-owner', 'it belongs to nobody')
    .option('--drop-server <slug>', 'a server that it reaches no more; may be repeated', listed, [])
    .option('--drop-tag <name>', 'a tag that is taken away; may be repeated', listed, [])
    .option('--any-address', 'it may be used from anywhere', false)
    .action((called: string, options: EditOptions) =>
      withControl(
        options,
        async ({ session, show }) => {
          const { grant: before, etag, params } = await findGrant(session, called)
          const body = changesOf(before, options)
          if (Object.keys(body).length === 0) throw new Stop('Say what to change: see portcullis grant edit --help.')
          const { body: after } = await session.ask('grants.edit', { params, body, ifMatch: etag })
          show(after, () => grantSheet(after))
        },
        output,
      ),
    )
}

function changesOf(before: ShownGrant, options: EditOptions) {
  const { label, owner, address, anyAddress, expires, dropServer, dropTag, tag } = options
  const reaches = reachesOf(options)
  const addresses = anyAddress ? [] : [...address]
  return {
    ...(label !== undefined && { label }),
    ...(owner === false && { owner: null }),
    ...(typeof owner === 'string' && { owner }),
    ...(Object.keys(reaches).length + dropServer.length > 0 && {
      servers: { ...without(before.servers, dropServer), ...reaches },
    }),
    ...(Object.keys(tag).length + dropTag.length > 0 && { tags: { ...without(before.tags, dropTag), ...tag } }),
    ...((anyAddress || addresses.length > 0) && { addresses }),
    ...(expires !== undefined && { expires }),
  }
}

function without<Value>(all: Readonly<Record<string, Value>>, names: readonly string[]): Record<string, Value> {
  const missing = names.filter((name) => !Object.hasOwn(all, name))
  if (missing.length > 0) throw new Stop(`The grant has no ${missing.join(', ')}.`)
  return Object.fromEntries(Object.entries(all).filter(([name]) => !names.includes(name)))
}
