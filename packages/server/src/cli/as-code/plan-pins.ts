/** What becomes of the accepted definitions of tools. */
import { fingerprint } from '@portcullis/catalogue'
import { toolDefinition } from '../../ports/tool-definition.ts'
import type { Change } from './change.ts'
import { type Difference, differencesOf, type Facts } from './difference.ts'
import type { Folder, Wanted } from './folder.ts'
import type { PinsCode } from './shapes.ts'
import type { Present } from './there.ts'

/** @param servers changes of servers that come before: what moves a server drops what was accepted of it */
export function planPins(folder: Folder, present: Present, servers: readonly Change[]): readonly Change[] {
  return (folder.pins ?? []).flatMap((wanted): readonly Change[] => {
    const { name } = wanted
    const moved = servers.some((change) => change.name === name && change.differences.some(isWay))
    const pins = moved ? undefined : present.pins.get(name)
    const before = pins && Object.fromEntries(pins.map((pin) => [pin.name, pin.fingerprint]))
    const differences = differencesOf({ accepted: before ?? {} }, { accepted: wantedPins(wanted.code) })
    return before !== undefined && differences.length === 0 ? [] : [set(wanted, before, differences)]
  })
}

const isWay = ({ field }: Difference): boolean => /^(?:url|transport|template|parameters)(?:\.|$)/.test(field)

const wantedPins = ({ tools }: PinsCode): Facts =>
  Object.fromEntries(tools.map((tool) => [tool.name, fingerprint(toolDefinition(tool.name, tool))]))

function set(
  { name, file, code }: Wanted<PinsCode>,
  before: Facts | undefined,
  differences: readonly Difference[],
): Change {
  return {
    ...{ action: before === undefined ? 'create' : 'edit', kind: 'pins', name, file, differences },
    // Where nothing was accepted yet, every definition was followed.
    loosens: before !== undefined && differences.some(({ after }) => after !== undefined),
    make: async ({ session, params }) => {
      await session.ask('servers.pins.set', { params: { ...params, server: name }, body: { tools: code.tools } })
    },
  }
}
