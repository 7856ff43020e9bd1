/** A configuration while it is being resolved: its files, the machine it is for, and what was found so far. */
import { dirname, resolve } from 'node:path'
import type { YamlDocument } from '@portcullis/workbench/yaml'
import type { Environment } from './environment.ts'
import type { FileSet } from './file-set.ts'
import { type Finding, type Problem, toPointer } from './problem.ts'

/** What a configuration is resolved against. */
export interface World {
  readonly environment: Environment
  /**
   * True: the files are judged for themselves, wherever they will run. Variables, programs, certificates and the
   * permissions of files are not looked at, and the result is not fit to run.
   */
  readonly portable: boolean
}

/** Passed along while sections are resolved. */
export interface Draft {
  readonly set: FileSet
  readonly world: World
  readonly document: YamlDocument
  /** Notes something about the main file. */
  report(finding: Finding): void
  /** Notes something about any file. */
  add(problem: Problem): void
  /** Everything noted so far, each thing once. */
  problems(): readonly Problem[]
  /** A path of the file as an absolute one. */
  absolute(path: string): string
}

/** Begins a draft. */
export function createDraft(set: FileSet, world: World, document: YamlDocument): Draft {
  const found = new Map<string, Problem>()
  const add = (problem: Problem): void => {
    found.set([problem.file, problem.line, problem.column, problem.code, problem.message].join('\n'), problem)
  }
  return {
    set,
    world,
    document,
    add,
    report: ({ path, at, severity, code, message, remedy }) => {
      const place = document.place(path, at)
      add({ file: set.main, ...place, path: toPointer(path), code, severity: severity ?? 'error', message, remedy })
    },
    problems: () => [...found.values()],
    absolute: (path) => resolve(dirname(set.main), path),
  }
}
