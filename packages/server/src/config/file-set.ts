/** The files of one configuration, read together: `portcullis.yaml` and every file that it names. */
import { createHash } from 'node:crypto'
import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { readYaml, type YamlResult } from '@portcullis/workbench/yaml'
import { fileFault } from './file-fault.ts'

/** A file as it was read, or why it could not be. */
export type SourceFile =
  | { readonly ok: true; readonly path: string; readonly text: string; readonly mode: number }
  | { readonly ok: false; readonly path: string; readonly cause: string }

/** One reading of all files. */
export interface FileSet {
  /** Absolute path of `portcullis.yaml`. */
  readonly main: string
  /** Undefined where the main file cannot be read. */
  readonly yaml: YamlResult | undefined
  /** By absolute path, the main file first. */
  readonly files: ReadonlyMap<string, SourceFile>
  /** SHA-256 over the paths and contents of all files, lower-case hex. */
  readonly digest: string
}

const maxBytes = 4 * 1024 * 1024
const utf8 = new TextDecoder('utf-8', { fatal: true })

/** What is known before a configuration is read. */
export interface Known {
  /** What the main file is to contain, in place of what it contains. */
  readonly text?: string
  /** An earlier reading: a main file that did not change is not parsed again. */
  readonly earlier?: FileSet
}

/** Reads a configuration and the files that it names. Never rejects: what cannot be read is part of the set. */
export async function readFileSet(path: string, { text, earlier }: Known = {}): Promise<FileSet> {
  const main = resolve(path)
  const first: SourceFile = text === undefined ? await readSource(main) : { ok: true, path: main, text, mode: 0o600 }
  const yaml = first.ok ? (parsedBefore(first, earlier) ?? readYaml(first.text)) : undefined
  const named = yaml?.ok === true ? namedFiles(yaml.document.value).map((name) => resolve(dirname(main), name)) : []
  const others = await Promise.all([...new Set(named)].filter((other) => other !== main).map(readSource))
  const files = new Map([first, ...others].map((file) => [file.path, file]))
  return { main, yaml, files, digest: digestOf(files.values()) }
}

/** A reading that was made elsewhere, put together again. @param files the main file first */
export function fileSetOf(files: readonly [SourceFile, ...SourceFile[]]): FileSet {
  const [main] = files
  return {
    main: main.path,
    yaml: main.ok ? readYaml(main.text) : undefined,
    files: new Map(files.map((file) => [file.path, file])),
    digest: digestOf(files),
  }
}

function parsedBefore(file: SourceFile & { readonly ok: true }, earlier: FileSet | undefined): YamlResult | undefined {
  const before = earlier?.files.get(file.path)
  return earlier?.main === file.path && before?.ok === true && before.text === file.text ? earlier.yaml : undefined
}

/** Reads one text file, at most 4 MiB of UTF-8. Never rejects. */
export async function readSource(path: string): Promise<SourceFile> {
  try {
    // A named pipe without a writer would otherwise never open.
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const { mode, size } = await handle.stat()
      if ((mode & 0o170000) !== 0o100000) return { ok: false, path, cause: 'it is not a file' }
      if (size > maxBytes) return { ok: false, path, cause: 'it is larger than 4 MiB' }
      return { ok: true, path, text: utf8.decode(await handle.readFile()), mode: mode & 0o777 }
    } finally {
      await handle.close()
    }
  } catch (error) {
    return { ok: false, path, cause: fileFault(error) }
  }
}

function namedFiles(value: unknown): readonly string[] {
  const policies = Object.values(asRecord(asRecord(value)['policies'])).map((policy) => asRecord(policy)['file'])
  const { cert, key } = asRecord(asRecord(value)['tls'])
  return [...policies, cert, key].filter((name): name is string => typeof name === 'string' && name !== '')
}

const asRecord = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? { ...value } : {}

function digestOf(files: Iterable<SourceFile>): string {
  const digest = createHash('sha256')
  for (const file of files) {
    const content = file.ok ? file.text : file.cause
    digest.update(`${file.path.length}:${file.path}:${file.ok}:${content.length}:`)
    digest.update(content)
  }
  return digest.digest('hex')
}
