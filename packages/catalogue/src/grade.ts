/**
 * A grade for a server as it is, without a policy in front of it.
 *
 * The formula: 100 points, less
 * - up to 30 for the share of Critical tools, and 1 for each of them (at most 10);
 * - up to 15 for the share of High tools, and half a point for each of them (at most 5);
 * - 15 where it runs code or commands from arguments;
 * - 10 where it moves or commits money;
 * - 15 where private data, text by strangers and a way out come together;
 * - 10 where it hands out credentials;
 * - 5 where more than half of its tools have no description;
 * - 40 where a definition hides text or gives orders to the model.
 *
 * A from 90, B from 80, C from 70, D from 60, E from 50, else F.
 */
import type { Label, Trait } from './risk.ts'

/** A is the best. */
export type Grade = 'A' | 'B' | 'C' | 'D' | 'E' | 'F'

/** Points that are taken away, and why. */
export interface Deduction {
  readonly points: number
  /** A sentence without a full stop. */
  readonly because: string
}

/** A grade and how it came about. */
export interface GradeReport {
  readonly grade: Grade
  /** 0 … 100, whole. */
  readonly points: number
  readonly deductions: readonly Deduction[]
}

/** A tool as the grade sees it. */
export interface GradedTool {
  readonly label: Label
  /** Whether its definition has a description; undefined where that is not known. */
  readonly described?: boolean
}

const FROM: readonly (readonly [Grade, number])[] = [
  ['A', 90],
  ['B', 80],
  ['C', 70],
  ['D', 60],
  ['E', 50],
]

function any(tools: readonly GradedTool[], ...traits: readonly Trait[]): boolean {
  return tools.some(({ label }) => label.findings.some(({ trait }) => traits.includes(trait)))
}

function count(number: number, what: string): string {
  return `${number} ${what} ${number === 1 ? 'tool' : 'tools'}`
}

function byRisk(tools: readonly GradedTool[]): readonly Deduction[] {
  const critical = tools.filter(({ label }) => label.risk === 'Critical').length
  const high = tools.filter(({ label }) => label.risk === 'High').length
  return [
    { points: (30 * critical) / tools.length + Math.min(10, critical), because: count(critical, 'Critical') },
    { points: (15 * high) / tools.length + Math.min(5, high / 2), because: count(high, 'High') },
  ]
}

function byKind(tools: readonly GradedTool[]): readonly (Deduction | false)[] {
  const leaves = any(tools, 'sends', 'egress')
  const runs = tools.some(
    ({ label }) =>
      label.category === 'Execute' && label.findings.some(({ trait }) => trait === 'code' || trait === 'sql'),
  )
  const handsOut = tools.some(
    ({ label }) =>
      label.category === 'Read' &&
      label.findings.some(({ trait, parameter }) => trait === 'secrets' && parameter === undefined),
  )
  const bare = tools.filter(({ described }) => described === false).length
  return [
    runs && { points: 15, because: 'it runs code or commands from arguments' },
    tools.some(({ label }) => label.category === 'Financial') && { points: 10, because: 'it moves or commits money' },
    leaves &&
      any(tools, 'private') &&
      any(tools, 'untrusted') && { points: 15, because: 'private data, text by strangers and a way out come together' },
    handsOut && { points: 10, because: 'it hands out credentials' },
    bare * 2 > tools.length && { points: 5, because: `${count(bare, 'of its')} without a description` },
    any(tools, 'hidden-text', 'instructions') && {
      points: 40,
      because: 'a definition hides text or gives orders to the model',
    },
  ]
}

/** Grades a server by the labels of its tools. A server without known tools has no grade. */
export function gradeServer(tools: readonly GradedTool[]): GradeReport | undefined {
  if (tools.length === 0) return undefined
  const deductions = [...byRisk(tools), ...byKind(tools)]
    .filter((deduction) => deduction !== false)
    .map(({ points, because }) => ({ points: Math.round(points), because }))
    .filter(({ points }) => points > 0)
  const points = Math.max(0, 100 - deductions.reduce((sum, one) => sum + one.points, 0))
  return { grade: FROM.find(([, from]) => points >= from)?.[0] ?? 'F', points, deductions }
}
