/** `portcullis export`: writes an organisation as the files that make it. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import type { Command } from 'commander'
import { type CommandOutput, processOutput } from '../command-output.ts'
import { type ControlOptions, controlCommand, withControl } from '../remote/command.ts'
import { grantText, organisationText, pinsText, serverText, templateText, webhookText } from './code-text.ts'
import { FOLDERS, type Folder, readFolder, type Wanted } from './folder.ts'
import { type Present, readPresent } from './there.ts'

interface ExportOptions extends ControlOptions {
  readonly prune: boolean
}

/** Adds the command to the program. */
export function registerExport(program: Command, output: CommandOutput = processOutput): void {
  controlCommand(
    program,
    'export',
    'write servers, policies and grants as the files that portcullis apply reads; secrets become references',
  )
    .argument('<folder>', 'where to; names and references of files that are there are kept')
    .option('--prune', 'delete files of what is not there any more', false)
    .action((path: string, options: ExportOptions) =>
      withControl(
        options,
        async ({ session, show }) => {
          const folder = resolve(path)
          const known = existsSync(folder) ? knownIn(folder) : undefined
          const files = filesOf(await readPresent(session), known)
          const written = [...files].filter(([name, text]) => put(join(folder, name), text)).map(([name]) => name)
          const gone = options.prune && known !== undefined ? pathsOf(known).filter((name) => !files.has(name)) : []
          for (const name of gone) rmSync(join(folder, name))
          show(
            { files: [...files.keys()], written, deleted: gone },
            () => `${files.size} files in ${path}: ${written.length} written, ${gone.length} deleted.\n`,
          )
        },
        output,
      ),
    )
}

/** An empty folder is none yet. */
const knownIn = (folder: string): Folder | undefined =>
  ['organisation.yaml', ...FOLDERS].some((name) => existsSync(join(folder, name))) ? readFolder(folder) : undefined

function pathsOf(folder: Folder): readonly string[] {
  return FOLDERS.flatMap((kind): readonly Wanted<unknown>[] => folder[kind] ?? []).map(({ file }) => file)
}

/** Texts of files by their paths below the folder, in a stable order. */
export function filesOf(present: Present, known: Folder | undefined): ReadonlyMap<string, string> {
  const files = new Map<string, string>([[known?.organisation?.file ?? 'organisation.yaml', organisationText(present)]])
  for (const [name, { shown }] of sorted(present.policies))
    files.set(join('policies', `${name}.json`), shown.inForce.text)
  for (const [slug, { shown }] of sorted(present.servers)) {
    const before = known?.servers?.find(({ name }) => name === slug)
    files.set(before?.file ?? join('servers', `${slug}.yaml`), serverText(shown, present, before?.code))
  }
  for (const [slug, pins] of sorted(present.pins)) {
    const before = known?.pins?.find(({ name }) => name === slug)
    files.set(before?.file ?? join('pins', `${slug}.json`), pinsText(pins))
  }
  for (const [label, { shown }] of sorted(present.templates))
    files.set(pathFor(files, { folder: 'templates', label, known: known?.templates }), templateText(shown, present))
  for (const [label, { shown }] of sorted(present.grants))
    if (shown.state !== 'expired')
      files.set(pathFor(files, { folder: 'grants', label, known: known?.grants }), grantText(shown))
  for (const [label, shown] of sorted(present.webhooks ?? new Map())) {
    const path = pathFor(files, { folder: 'webhooks', label, known: known?.webhooks })
    files.set(path, webhookText(shown, known?.webhooks?.find(({ name }) => name === label)?.code))
  }
  return files
}

function sorted<Value>(all: ReadonlyMap<string, Value>): readonly (readonly [string, Value])[] {
  return [...all].sort(([one], [other]) => (one < other ? -1 : 1))
}

interface Labelled {
  readonly folder: string
  readonly label: string
  readonly known: readonly Wanted<unknown>[] | undefined
}

/** The file that is there, or one that is called like the label as far as that can be. */
function pathFor(files: ReadonlyMap<string, string>, { folder, label, known = [] }: Labelled): string {
  const before = known.find(({ name }) => name === label)
  if (before !== undefined) return before.file
  const base =
    label
      .normalize('NFKD')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
      .replaceAll(/^-|-$/g, '')
      .slice(0, 60) || 'grant'
  const taken = (path: string): boolean => files.has(path) || known.some(({ file }) => file === path)
  let path = join(folder, `${base}.yaml`)
  for (let number = 2; taken(path); number++) path = join(folder, `${base}-${number}.yaml`)
  return path
}

/** Writes a file where it is not so already. */
function put(path: string, text: string): boolean {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return false
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  return true
}
