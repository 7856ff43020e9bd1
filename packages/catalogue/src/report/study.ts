/** What all reports about one server share, computed once for each reading of its facts. */
import { type GradeReport, gradeServer } from '../grade.ts'
import type { ServerFacts, ToolFacts } from '../import/server-facts.ts'
import { type Category, type Label, RISK_LEVELS, type RiskLevel, type Trait } from '../risk.ts'
import { toolSlugs } from '../slugs.ts'
import { surroundingsOf } from '../surroundings.ts'
import { type Kin, kinOf, type Read } from './kin.ts'
import { type Labelled, labeller, labelOfMark } from './label-of.ts'
import { once } from './once.ts'
import { shown } from './plain.ts'
import type { ServerLink, Span, ToolLink } from './report.ts'
import { type Gist, gistOf, type Said, saidOf } from './subject.ts'
import { hashOf } from './turn.ts'

/** A server, prepared for reports. */
export interface Study {
  readonly server: ServerFacts
  readonly link: ServerLink
  readonly counts: Readonly<Record<Category, number>>
  readonly risks: Readonly<Record<RiskLevel, number>>
  readonly grade: GradeReport | undefined
  readonly labelled: (tool: ToolFacts) => Labelled
  /** The label as a recommendation needs it, for a fraction of the work. */
  readonly advised: (tool: ToolFacts) => Label
  /** What a tool’s name says. */
  readonly said: (tool: ToolFacts) => Said
  /** What a tool’s name is about. */
  readonly gist: (tool: ToolFacts) => Gist
  /** The tools beside a tool that handle the same. */
  readonly kin: (tool: ToolFacts) => Kin
  readonly linkTo: (tool: ToolFacts) => ToolLink
  /** A tool's name in a sentence, leading to its page. */
  readonly named: (tool: ToolFacts) => Span
  /** Where in turn a tool's sentences begin: neighbours begin beside each other. */
  readonly turn: (tool: ToolFacts) => number
}

/** Traits for which a rule names the argument. */
const ARGUED: ReadonlySet<Trait> = new Set(['code', 'sql', 'path', 'url', 'amount'])

const known = new WeakMap<ServerFacts, Study>()

function countsOf(tools: readonly ToolFacts[]): Pick<Study, 'counts' | 'risks'> {
  const counts: Record<Category, number> = { Read: 0, Write: 0, Execute: 0, Destructive: 0, Financial: 0 }
  const risks: Record<RiskLevel, number> = { Low: 0, Medium: 0, High: 0, Critical: 0 }
  for (const { mark } of tools) {
    counts[mark.category]++
    risks[mark.risk]++
  }
  return { counts, risks }
}

/** The grade of a server, by its tools' marks alone; undefined where no tool is known. */
export function gradeOf(server: ServerFacts): GradeReport | undefined {
  return gradeServer(server.tools.map(({ mark }) => ({ label: labelOfMark(mark) })))
}

/**
 * Reads names: of all tools for their gist as soon as kin is asked for, of single ones for sentences. A list of links needs
 * neither, and on a server of hundreds of tools they are most of the work.
 */
function reader(server: ServerFacts): Pick<Study, 'said' | 'gist' | 'kin'> {
  const around = once(() => surroundingsOf({ name: server.id, siblings: server.tools.map(({ name }) => name) }))
  const reads = new Map<ToolFacts, Read>()
  const read = (tool: ToolFacts): Read => {
    const before = reads.get(tool)
    if (before !== undefined) return before
    const made = { tool, gist: gistOf(tool.name, tool.mark.category, around()) }
    reads.set(tool, made)
    return made
  }
  const kin = once(() => kinOf(server.tools.map(read)))
  const told = new Map<ToolFacts, Said>()
  return {
    gist: (tool) => read(tool).gist,
    kin: (tool) => kin()(read(tool)),
    said: (tool) => {
      const before = told.get(tool)
      if (before !== undefined) return before
      const made = saidOf(tool.name, tool.mark.category, around())
      told.set(tool, made)
      return made
    },
  }
}

/** The label that a recommendation needs: with evidence only where a rule looks into an argument. */
function adviser(labelled: Study['labelled']): (tool: ToolFacts) => Label {
  return (tool) =>
    tool.parameters.length > 0 && tool.mark.traits.some((trait) => ARGUED.has(trait))
      ? labelled(tool).label
      : labelOfMark(tool.mark)
}

function prepare(server: ServerFacts): Study {
  const slugs = once(() => toolSlugs(server.tools.map(({ name }) => name)))
  const grade = once(() => gradeOf(server))
  const name = shown(server.name)
  const place = once(() => new Map(server.tools.map((tool, at) => [tool, at])))
  const start = hashOf(server.id)
  const labelled = labeller(server)
  const slugOf = (tool: ToolFacts) => slugs().get(tool.name) ?? ''
  return {
    server,
    link: {
      slug: server.slug,
      name,
      tools: server.tools.length,
      get grade() {
        return grade()?.grade
      },
    },
    ...countsOf(server.tools),
    get grade() {
      return grade()
    },
    labelled,
    advised: adviser(labelled),
    ...reader(server),
    linkTo: (tool) => ({
      server: server.slug,
      serverName: name,
      slug: slugOf(tool),
      name: shown(tool.name),
      category: tool.mark.category,
      risk: tool.mark.risk,
    }),
    named: (tool) => ({
      code: shown(tool.name),
      to: { page: 'tool', server: server.slug, tool: slugOf(tool) },
    }),
    turn: (tool) => start + (place().get(tool) ?? hashOf(tool.name)),
  }
}

/** Prepares a server; the same facts only once. */
export function study(server: ServerFacts): Study {
  const before = known.get(server)
  if (before !== undefined) return before
  const made = prepare(server)
  known.set(server, made)
  return made
}

/** The label of a tool with its evidence; the mark that ships wins over what its facts alone would say. */
export function labelOf(server: ServerFacts, tool: ToolFacts): Label {
  return study(server).labelled(tool).label
}

/** Tools, most dangerous first; of one level the severer category, then the order in which they stand. */
export function worstFirst(tools: readonly ToolFacts[], order: readonly Category[]): readonly ToolFacts[] {
  return tools.toSorted(
    (a, b) =>
      RISK_LEVELS.indexOf(b.mark.risk) - RISK_LEVELS.indexOf(a.mark.risk) ||
      order.indexOf(a.mark.category) - order.indexOf(b.mark.category),
  )
}
