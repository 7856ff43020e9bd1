/** Tools of different servers that a model, or a person, can take for one another. */
import { code, say } from '../report/plain.ts'
import type { Prose } from '../report/report.ts'
import { type Callable, worst } from './callable.ts'
import type { StackFinding } from './stack-report.ts'

/** Findings of one kind that are listed; the rest is counted. */
const LISTED = 12

/** Letters and digits that look alike in names. */
const ALIKE: Readonly<Record<string, string>> = { '0': 'o', '1': 'l', i: 'l', '5': 's', '-': '_', '.': '_', '/': '_' }

/** A name as a hurried eye sees it. */
function folded(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}+/gu, '')
  const snake = plain.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase()
  return Array.from(snake, (letter) => ALIKE[letter] ?? letter).join('')
}

function group(tools: readonly Callable[], key: (tool: Callable) => string): ReadonlyMap<string, readonly Callable[]> {
  const groups = new Map<string, Callable[]>()
  for (const tool of tools) {
    const name = key(tool)
    const list = groups.get(name)
    if (list === undefined) groups.set(name, [tool])
    else list.push(tool)
  }
  return groups
}

function membersOf(tools: readonly Callable[]): readonly string[] {
  return [...new Set(tools.map(({ member }) => member.name))]
}

function listed(names: readonly string[]): Prose {
  return names
    .slice(0, 4)
    .flatMap((name, at) =>
      at === 0 ? [code(name)] : [at === Math.min(names.length, 4) - 1 ? ' and ' : ', ', code(name)],
    )
}

/** Names that the same servers share, as one finding. */
function twice(groups: readonly (readonly [name: string, tools: readonly Callable[]])[]): StackFinding {
  const tools = groups.flatMap(([, list]) => list)
  const members = membersOf(tools)
  const names = groups.map(([name]) => name)
  const risk = worst(tools.map(({ shown }) => shown.risk))
  const count = names.length === 1 ? 'a tool' : `${names.length} tools of the same names:`
  return {
    id: 'same-tool-twice',
    risk: risk === 'Low' ? 'Low' : 'Medium',
    members,
    says: say`${listed(members)} each have ${count} ${listed(names)}${names.length > 4 ? ' …' : ''}. The model picks one by its description, so a server can take calls that were meant for another.`,
    remedy: say`Put them behind the gateway, each at an address of its own, and hide what is not needed.`,
  }
}

function alike(tools: readonly Callable[]): StackFinding {
  const names = [...new Set(tools.map(({ facts }) => facts.name))]
  return {
    id: 'look-alike-tool',
    risk: 'Medium',
    members: membersOf(tools),
    says: say`${listed(names)} are nearly the same name, on ${listed(membersOf(tools))}.`,
    remedy: say`Look at which server each belongs to, and hide the one that is not needed.`,
  }
}

function more(findings: readonly StackFinding[]): readonly StackFinding[] {
  const rest = findings.slice(LISTED)
  const [first] = rest
  if (first === undefined) return findings
  const members = [...new Set(rest.flatMap((finding) => finding.members))]
  return [
    ...findings.slice(0, LISTED),
    { ...first, members, says: say`${`${rest.length}`} more such names stand on ${listed(members)}.` },
  ]
}

/** Groups of one name each → groups of the same servers. */
function bySameMembers(
  groups: readonly (readonly [string, readonly Callable[]])[],
): readonly (readonly (readonly [string, readonly Callable[]])[])[] {
  const joined = new Map<string, (readonly [string, readonly Callable[]])[]>()
  for (const one of groups) {
    const key = JSON.stringify([...membersOf(one[1])].sort())
    const list = joined.get(key)
    if (list === undefined) joined.set(key, [one])
    else list.push(one)
  }
  return [...joined.values()]
}

/** Names that stand on more than one server, and names that look alike across servers. */
export function nameFindings(tools: readonly Callable[]): readonly StackFinding[] {
  const same = [...group(tools, ({ facts }) => facts.name)].filter(([, list]) => membersOf(list).length > 1)
  const taken = new Set(same.map(([name]) => name))
  const near = [...group(tools, ({ facts }) => folded(facts.name)).values()].filter((list) => {
    const names = new Set(list.map(({ facts }) => facts.name))
    return names.size > 1 && membersOf(list).length > 1 && ![...names].every((name) => taken.has(name))
  })
  return [...more(bySameMembers(same).map(twice)), ...more(near.map(alike))]
}
