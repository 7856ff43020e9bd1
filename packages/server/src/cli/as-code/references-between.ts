/** What files name of each other: it is there, or comes to be. */
import type { Change } from './change.ts'
import type { Folder } from './folder.ts'
import type { Present } from './there.ts'

/** Names that lead nowhere, with what to do. @param removed what is taken away */
export function judgeReferences(folder: Folder, present: Present, removed: readonly Change[]): readonly string[] {
  const gone = (kind: string, name: string): boolean => removed.some((one) => one.kind === kind && one.name === name)
  const known = (kind: 'policy' | 'server', name: string): boolean => {
    const wanted = kind === 'policy' ? folder.policies : folder.servers
    const there = kind === 'policy' ? present.policies : present.servers
    return wanted?.some((one) => one.name === name) === true || (there.has(name) && !gone(kind, name))
  }
  const members = new Set([...present.members.keys(), ...present.members.values()])
  return namesIn(folder).flatMap(({ file, kind, name }) => {
    if (name === null) return []
    if (kind === 'member')
      return members.has(name)
        ? []
        : [`${file}: ${name} is no member of the organisation. Invite them first, or write null.`]
    return known(kind, name)
      ? []
      : [`${file}: there is no ${kind} ${JSON.stringify(name)}. Add its file, or correct the name.`]
  })
}

interface Named {
  readonly file: string
  readonly kind: 'policy' | 'server' | 'member'
  readonly name: string | null
}

function namesIn({ organisation, servers = [], pins = [], grants = [], templates = [] }: Folder): readonly Named[] {
  const holders = [
    ...grants.map(({ file, code }) => ({ file, code, member: code.owner })),
    ...templates.map(({ file, code }) => ({ file, code, member: code.member })),
  ]
  return [
    ...(organisation === undefined
      ? []
      : [{ file: organisation.file, kind: 'policy' as const, name: organisation.code.baseline ?? null }]),
    ...pins.map(({ file, name }) => ({ file, kind: 'server' as const, name })),
    ...servers.map(({ file, code }) => ({ file, kind: 'policy' as const, name: code.baseline })),
    ...holders.flatMap(({ file, code, member }): readonly Named[] => [
      { file, kind: 'member', name: member },
      ...Object.entries(code.servers).flatMap(([slug, { policy, shadow }]): readonly Named[] => [
        { file, kind: 'server', name: slug },
        { file, kind: 'policy', name: policy },
        { file, kind: 'policy', name: shadow },
      ]),
    ]),
  ]
}
