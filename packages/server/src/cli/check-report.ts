/** What `check` found, and how it is told: to people, and to programs. */
import { relative } from 'node:path'
import type { Severity } from '@portcullis/workbench'
import type { Problem } from '../config/problem.ts'
import { excerpt } from './excerpt.ts'

/** A problem of a configuration, or a finding of a policy. */
export interface CheckProblem extends Omit<Problem, 'severity'> {
  readonly severity: Severity
  /** Path of the page about this kind of finding, below `docs/reference`; undefined for problems of configurations. */
  readonly reference?: string
}

/** What was found in some files. */
export interface CheckReport {
  readonly problems: readonly CheckProblem[]
  /** Texts of the files that problems stand in, by path. */
  readonly texts: ReadonlyMap<string, string>
  /** Files that were named and could not be read: nothing is known of them. */
  readonly unread: readonly string[]
  /** Servers that were to be asked for their tools and did not answer: what was tried, and what to do. */
  readonly unasked: readonly string[]
}

/** What `check` ends with. */
export const checkCodes = { fine: 0, problems: 1, unread: 2 } as const

/** The code that a report ends with; under `strict` a warning counts as an error. */
export function checkCode({ problems, unread, unasked }: CheckReport, strict: boolean): number {
  if (unread.length > 0 || unasked.length > 0) return checkCodes.unread
  const counts = (severity: Severity): boolean => severity === 'error' || (strict && severity === 'warning')
  return problems.some(({ severity }) => counts(severity)) ? checkCodes.problems : checkCodes.fine
}

const RANKS: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 }

/** The same report with nothing in it that is milder. */
export function atLeast(report: CheckReport, least: Severity): CheckReport {
  return { ...report, problems: report.problems.filter(({ severity }) => RANKS[severity] <= RANKS[least]) }
}

/** A report for people: each problem with its line and its remedy, then the sum. Paths start from `base`. */
export function formatText({ problems, texts }: CheckReport, files: number, base: string): string {
  const blocks = problems.map((problem) => {
    const { file, line, column, severity, code, message, remedy } = problem
    const text = texts.get(file)
    const source = text === undefined ? undefined : excerpt(text, problem)
    return `${shortened(file, base)}:${line}:${column} ${severity} ${code} ${message}\n${source ?? ''}  ${remedy}\n\n`
  })
  return blocks.join('') + sumOf(problems, files)
}

function sumOf(problems: readonly CheckProblem[], files: number): string {
  const where = plural(files, 'file')
  if (problems.length === 0) return `No problems in ${where}.\n`
  const { error, warning, note } = countsOf(problems)
  const counts = [plural(error, 'error'), plural(warning, 'warning'), ...(note === 0 ? [] : [plural(note, 'note')])]
  return `${counts.slice(0, -1).join(', ')} and ${counts.at(-1)} in ${where}.\n`
}

function countsOf(problems: readonly CheckProblem[]): Record<Severity, number> {
  const counts = { error: 0, warning: 0, note: 0 }
  for (const { severity } of problems) counts[severity] += 1
  return counts
}

/** A report for programs: one JSON object, paths from `base`. */
export function formatJson({ problems, unasked }: CheckReport, base: string): string {
  const { error: errors, warning: warnings, note: notes } = countsOf(problems)
  const listed = problems.map((problem) => ({ ...problem, file: shortened(problem.file, base) }))
  const ok = errors === 0 && unasked.length === 0
  return `${JSON.stringify({ ok, errors, warnings, notes, unasked, problems: listed }, undefined, 2)}\n`
}

/** A path as it is shown: from a folder, where it lies below it. */
export function shortened(file: string, base: string): string {
  const near = relative(base, file)
  return near === '' || near.startsWith('..') ? file : near
}

const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`
