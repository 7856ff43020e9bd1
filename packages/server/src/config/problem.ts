/** What is wrong with a configuration, and where. */

import type { Path, Place } from '@portcullis/workbench/yaml'

export type { Path, Place }

/** Something wrong in one of the files of a configuration. No secret is ever part of a text. */
export interface Problem extends Place {
  /** Path of the file, as the set names it. */
  readonly file: string
  /** JSON Pointer to the value within the file; empty for the file itself. */
  readonly path: string
  /** Stable, for machines. */
  readonly code: string
  /** An error refuses the configuration; a warning does not. */
  readonly severity: 'error' | 'warning'
  /** What was found. */
  readonly message: string
  /** What to do. */
  readonly remedy: string
}

/** A problem before its place is known: the document finds the place by its path. */
export interface Finding {
  readonly path: Path
  /** Whether the place is that of the member's name; the value's otherwise. */
  readonly at?: 'key'
  readonly code: string
  /** `error` unless it says otherwise. */
  readonly severity?: 'warning'
  readonly message: string
  readonly remedy: string
}

/** A path as a JSON Pointer (RFC 6901). */
export function toPointer(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

/** Whether any of the problems refuses the configuration. */
export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error')
}

/** Problems in reading order: by file, then by place. */
export function inOrder<T extends Pick<Problem, 'file' | 'line' | 'column' | 'path'>>(
  problems: readonly T[],
): readonly T[] {
  return problems.toSorted(
    (a, b) => compareText(a.file, b.file) || a.line - b.line || a.column - b.column || compareText(a.path, b.path),
  )
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
