/** What a server is, in a few sentences. */
import { CATEGORIES, type Category } from '../risk.ts'
import { thingOf } from './language.ts'
import { capital, counted, listed, number, paragraph } from './phrases.ts'
import { code, say, shown } from './plain.ts'
import type { Prose, Span } from './report.ts'
import type { Study } from './study.ts'
import { shortest } from './summary.ts'
import { hashOf, turnOf } from './turn.ts'

const DO: Readonly<Record<Category, readonly [one: string, many: string]>> = {
  Read: ['only reads', 'only read'],
  Write: ['changes something', 'change something'],
  Execute: ['runs something', 'run something'],
  Destructive: ['cannot be undone', 'cannot be undone'],
  Financial: ['moves money', 'move money'],
}

/** `three only read, one changes something and two cannot be undone`. */
function kinds({ counts }: Study): Prose {
  const there = CATEGORIES.filter((category) => counts[category] > 0)
  const [only] = there
  if (only !== undefined && there.length === 1)
    return counts[only] === 1 ? [`it ${DO[only][0]}`] : [`all of them ${DO[only][1]}`]
  return listed(
    there.map((category): Span => {
      const count = counts[category]
      return `${number(count)} ${DO[category][count === 1 ? 0 : 1]}`
    }),
    CATEGORIES.length,
  )
}

function reached({ server }: Study): Prose | undefined {
  const { package: pkg, remote, transports } = server
  const over =
    transports.length === 0
      ? ''
      : ` It speaks ${transports.map((one) => (one === 'stdio' ? 'stdio' : one === 'sse' ? 'HTTP with SSE' : 'HTTP')).join(' and ')}.`
  if (pkg !== undefined && remote !== undefined)
    return say`It comes as ${code(pkg.name)} from ${code(pkg.registry)} and also runs at ${code(remote)}.${over}`
  if (pkg !== undefined)
    return say`It is installed as ${code(pkg.name)} from ${code(pkg.registry)} and runs on your machine.${over}`
  if (remote !== undefined) return say`It runs at ${code(remote)}, on somebody else’s machine.${over}`
  if (server.repository !== undefined)
    return say`No package of it is known, only its source at ${code(server.repository.replace(/^https?:\/\//, ''))}.${over}`
  return say`How it is started is not known.${over}`
}

/** Most names that are read to say what a server is about; of longer lists every second, third … */
const READ = 150

function subjects({ server, gist }: Study): Prose | undefined {
  const counts = new Map<string, number>()
  const step = Math.ceil(server.tools.length / READ)
  for (const tool of server.tools.filter((_, at) => at % step === 0)) {
    const about = gist(tool).about.join(' ')
    if (about !== '') counts.set(about, (counts.get(about) ?? 0) + 1)
  }
  const top = [...counts].sort(([, a], [, b]) => b - a).slice(0, 4)
  const said = top.flatMap(([about]) => thingOf(about.split(' '))?.several ?? [])
  if (said.length < 2) return undefined
  return say`They are about ${listed(said, 4)}${counts.size > said.length || step > 1 ? ', among other things' : ''}.`
}

/** Two paragraphs: what it offers, and where it comes from. */
export function aboutServer(about: Study): readonly Prose[] {
  const { server, grade } = about
  const S = code(server.name)
  const turn = turnOf(hashOf(server.id))
  const count = counted(server.tools.length, 'tool')
  const official = server.official ? say`It is listed as the vendor’s own.` : undefined
  const license = server.license === undefined ? undefined : say`Its licence is ${code(server.license)}.`
  if (server.tools.length === 0)
    return [
      paragraph(
        turn(0, [
          say`${S} is known by name; what tools it has is not.`,
          say`The tools of ${S} are not known to the catalogue, so there is nothing to grade yet.`,
          say`${S} stands in the index without its tools: nobody has listed them in a source that the catalogue reads.`,
        ]),
        say`Import it from your own installation to see them labelled.`,
      ),
      paragraph(reached(about), official, license),
    ]
  const one = server.tools.length === 1
  return [
    paragraph(
      turn(0, [
        say`${S} offers ${count}: ${kinds(about)}.`,
        say`An agent that is connected to ${S} gets ${count}; ${kinds(about)}.`,
        say`${capital([count])} of ${S} ${one ? 'is' : 'are'} known: ${kinds(about)}.`,
        grade !== undefined && say`With ${count}, ${S} is graded ${grade.grade} as it stands: ${kinds(about)}.`,
      ]),
      subjects(about),
    ),
    paragraph(reached(about), official, license),
  ]
}

/** The page’s description: at most 160 characters as plain text. */
export function serverSummary({ server, grade, risks }: Study): Prose {
  const S = { code: shown(server.name, 60) }
  if (server.tools.length === 0)
    return shortest([
      say`${S}: an MCP server whose tools are not known yet. What is known, and how to put a policy before it.`,
      say`${S}: an MCP server.`,
    ])
  const count = counted(server.tools.length, 'tool')
  const severe = risks.Critical + risks.High
  const worst = severe === 0 ? 'none of High risk' : `${number(severe)} of High or Critical risk`
  return shortest([
    say`Is ${S} safe to give to an agent? ${capital([count])}, ${worst}, grade ${grade?.grade ?? 'A'}; with the policy to paste.`,
    say`${S}: ${count}, ${worst}, grade ${grade?.grade ?? 'A'}.`,
  ])
}
