/** Tries configurations in real folders: shared by the tests of loading. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Configuration } from './configuration.ts'
import type { World } from './draft.ts'
import { readFileSet } from './file-set.ts'
import { type Loaded, loadConfiguration } from './load.ts'

export const here: World = {
  environment: { PATH: process.env['PATH'], HOME: '/nowhere', KEY: 'k-secret' },
  portable: false,
}

/** A folder that is gone after the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'portcullis-load-'))
  onTestFinished(() => rmSync(path, { recursive: true }))
  return path
}

export function put(base: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(base, name), text, { mode: 0o600 })
}

/** Loads texts as files of a new folder; problems name files as they stand in it. */
export async function load(text: string, files: Readonly<Record<string, string>> = {}, world = here): Promise<Loaded> {
  const base = folder()
  put(base, { ...files, 'portcullis.yaml': text })
  return relativeTo(base, loadConfiguration(await readFileSet(join(base, 'portcullis.yaml')), world))
}

export function relativeTo(base: string, loaded: Loaded): Loaded {
  const near = <P extends { readonly file: string }>(problem: P): P => ({
    ...problem,
    file: relative(base, problem.file),
  })
  if (loaded.ok) return { ...loaded, warnings: loaded.warnings.map(near) }
  return { ok: false, problems: loaded.problems.map(near) }
}

/** `file:line:column severity code pointer` of every problem. */
export const places = (loaded: Loaded): readonly string[] =>
  (loaded.ok ? loaded.warnings : loaded.problems).map(
    ({ file, line, column, severity, code, path }) => `${file}:${line}:${column} ${severity} ${code} ${path}`,
  )

/** All in the main file. */
export const main = (...problems: readonly string[]): readonly string[] =>
  problems.map((problem) => `portcullis.yaml:${problem}`)

export function accepted(loaded: Loaded): Configuration {
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.problems, undefined, 1))
  return loaded.configuration
}

/** A configuration and what is wrong with it, in reading order. */
export interface Case {
  readonly name: string
  readonly text: string
  readonly files?: Readonly<Record<string, string>>
  readonly wanted: readonly string[]
}

/** Each case has exactly its problems, each with a sentence and a remedy, and no secret in either. */
export function describeProblems(title: string, cases: readonly Case[]): void {
  describe(title, () => {
    test.each(cases)('$name', async ({ text, files, wanted }) => {
      const loaded = await load(text, files)
      expect(places(loaded)).toEqual(wanted)
      expect(loaded.ok).toBe(!wanted.some((problem) => problem.includes(' error ')))
      for (const { message, remedy } of loaded.ok ? loaded.warnings : loaded.problems) {
        expect(message.length).toBeGreaterThan(10)
        expect(remedy.length).toBeGreaterThan(5)
        expect(message + remedy).not.toMatch(/k-secret|s3cr3t|undefined|NaN|\[object/)
      }
    })
  })
}
