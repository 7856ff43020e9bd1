/** A folder of files as code, read: what each file wants, or everything that is wrong with them. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parsePolicy } from '@portcullis/engine'
import { parseDocument } from 'yaml'
import type { z } from 'zod'
import { POLICY_NAME } from '../../control/policy/policy.ts'
import { SLUG } from '../../control/server/server.ts'
import { Stop } from '../remote/stop.ts'
import { issueLines } from './issue-lines.ts'
import {
  GRANT_CODE,
  type GrantCode,
  ORGANISATION_CODE,
  type OrganisationCode,
  PINS_CODE,
  type PinsCode,
  SERVER_CODE,
  type ServerCode,
  TEMPLATE_CODE,
  type TemplateCode,
  WEBHOOK_CODE,
  type WebhookCode,
} from './shapes.ts'

/** What a file wants. */
export interface Wanted<Code> {
  /** Slug, name or label: what it is known by. */
  readonly name: string
  /** As it is shown. */
  readonly file: string
  readonly code: Code
}

/** What a folder wants; undefined: it says nothing of that kind. */
export interface Folder {
  readonly path: string
  readonly organisation: Wanted<OrganisationCode> | undefined
  readonly policies: readonly Wanted<string>[] | undefined
  readonly servers: readonly Wanted<ServerCode>[] | undefined
  /** Accepted definitions of tools, by the slug of their server. */
  readonly pins: readonly Wanted<PinsCode>[] | undefined
  readonly templates: readonly Wanted<TemplateCode>[] | undefined
  readonly grants: readonly Wanted<GrantCode>[] | undefined
  readonly webhooks: readonly Wanted<WebhookCode>[] | undefined
}

/** Reads it; throws `Stop` with every problem. */
export function readFolder(path: string): Folder {
  if (!existsSync(path) || !statSync(path).isDirectory())
    throw new Stop(`There is no folder ${path}. Correct the path.`)
  const problems: string[] = []
  const report = (file: string, message: string): undefined => {
    problems.push(`${relative(process.cwd(), file) || file}: ${message}`)
  }
  const reading: Reading = { path, report }
  const organisation = yamlAt(reading, join(path, 'organisation'))
  const folder: Folder = {
    path,
    organisation,
    policies: policiesIn(reading),
    servers: entriesIn(reading, 'servers', SERVER_CODE, slugOf),
    pins: entriesIn(reading, 'pins', PINS_CODE, slugOf),
    templates: entriesIn(reading, 'templates', TEMPLATE_CODE, ({ code }) => code.label),
    grants: entriesIn(reading, 'grants', GRANT_CODE, ({ code }) => code.label),
    webhooks: entriesIn(reading, 'webhooks', WEBHOOK_CODE, ({ code }) => code.label),
  }
  if (problems.length > 0) throw new Stop(problems.join('\n'))
  if (Object.values(folder).every((part) => part === undefined || part === path))
    throw new Stop(
      `${path} holds nothing as code: there is no organisation.yaml, and no folder ${FOLDERS.slice(0, -1).join(', ')} or ${FOLDERS.at(-1)}.`,
    )
  return folder
}

/** Folders of files, by kind. */
export const FOLDERS = ['policies', 'servers', 'pins', 'templates', 'grants', 'webhooks'] as const

const slugOf = ({ base }: { readonly base: string }): string | undefined =>
  SLUG.safeParse(base).success ? base : undefined

interface Reading {
  readonly path: string
  readonly report: (file: string, message: string) => undefined
}

const YAML = /\.(?:ya?ml|json)$/

function filesIn(folder: string, pattern: RegExp): readonly string[] | undefined {
  if (!existsSync(folder)) return undefined
  const names = readdirSync(folder).filter((name) => pattern.test(name) && !name.startsWith('.'))
  return names.sort().map((name) => join(folder, name))
}

const baseOf = (file: string): string => (file.split(/[/\\]/).at(-1) ?? '').replace(/\.[^.]+$/, '')

function policiesIn({ path, report }: Reading): readonly Wanted<string>[] | undefined {
  return filesIn(join(path, 'policies'), /(?<!\.cases)\.json$/)?.flatMap((file) => {
    const name = baseOf(file)
    if (!POLICY_NAME.safeParse(name).success)
      return report(file, 'A policy is called after its file: lower-case letters, digits and "-".') ?? []
    const text = readFileSync(file, 'utf8')
    const parsed = parsePolicy(text)
    if (parsed.ok) return [{ name, file: relative(path, file), code: text }]
    for (const { severity, line, column, message, remedy } of parsed.problems)
      if (severity === 'error') report(`${file}:${line}:${column}`, `${message} ${remedy}`)
    return []
  })
}

function entriesIn<Shape extends z.ZodType>(
  reading: Reading,
  kind: string,
  shape: Shape,
  nameOf: (read: { readonly base: string; readonly code: z.output<Shape> }) => string | undefined,
): readonly Wanted<z.output<Shape>>[] | undefined {
  const { path, report } = reading
  const files = new Map<string, string>()
  return filesIn(join(path, kind), YAML)?.flatMap((file) => {
    const code = codeAt(reading, file, shape)
    if (code === undefined) return []
    const name = nameOf({ base: baseOf(file), code })
    if (name === undefined) return report(file, 'A server’s slug is the name of its file: a–z, 0–9 and "-".') ?? []
    const other = files.get(name)
    if (other !== undefined)
      return report(file, `${other} is about ${JSON.stringify(name)} already. Keep one of them.`) ?? []
    files.set(name, relative(path, file))
    return [{ name, file: relative(path, file), code }]
  })
}

function yamlAt(reading: Reading, stem: string): Wanted<OrganisationCode> | undefined {
  const file = ['.yaml', '.yml', '.json'].map((end) => stem + end).find((one) => existsSync(one))
  if (file === undefined) return undefined
  const code = codeAt(reading, file, ORGANISATION_CODE)
  return code && { name: 'organisation', file: relative(reading.path, file), code }
}

function codeAt<Shape extends z.ZodType>({ report }: Reading, file: string, shape: Shape): z.output<Shape> | undefined {
  const document = parseDocument(readFileSync(file, 'utf8'), { prettyErrors: true, merge: false })
  const [error] = document.errors
  if (error !== undefined) return report(file, error.message.split('\n', 1)[0] ?? 'It is no YAML.')
  const parsed = shape.safeParse(document.toJS({ maxAliasCount: 0 }))
  if (parsed.success) return parsed.data
  for (const line of issueLines(parsed.error.issues)) report(file, line)
  return undefined
}
