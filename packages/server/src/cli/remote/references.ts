/** Secrets as references: `${NAME}` is an environment variable, `${file:PATH}` the text of a file. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { isVariableName, referenceTo } from '../../config/environment.ts'
import { Stop } from './stop.ts'

/** Where references lead. */
export interface ReferenceWorld {
  readonly environment: Readonly<Record<string, string | undefined>>
  /** Folder that paths start from. */
  readonly folder: string
}

const REFERENCE = /\$\$\{|\$\{([^}]*)\}/g

/** Whether a text refers to something; what does not is no place for a secret. */
export function refers(text: string): boolean {
  return [...text.matchAll(REFERENCE)].some(([whole]) => whole !== '$${')
}

/** The text with its references replaced; `$${` stands for `${`. Throws `Stop`, which never holds a value. @param where it is written */
export function dereference(text: string, where: string, world: ReferenceWorld): string {
  return text.replaceAll(REFERENCE, (whole: string, name: string | undefined) =>
    whole === '$${' ? '${' : referredTo(name ?? '', where, world),
  )
}

/** The same for a secret: one that stands there in clear is refused. */
export function dereferenceSecret(text: string, where: string, world: ReferenceWorld): string {
  if (!refers(text))
    throw new Stop(
      `${where} is a secret in clear. Write ${referenceTo('NAME')} for an environment variable, or ${referenceTo('file:PATH')}.`,
    )
  return dereference(text, where, world)
}

function referredTo(name: string, where: string, { environment, folder }: ReferenceWorld): string {
  if (name.startsWith('file:')) return textOf(resolve(folder, name.slice('file:'.length)), where)
  if (!isVariableName(name))
    throw new Stop(
      `${where}: ${referenceTo(name)} is no reference. Write ${referenceTo('NAME')} or ${referenceTo('file:PATH')}.`,
    )
  const value = Object.hasOwn(environment, name) ? environment[name] : undefined
  if (value === undefined || value === '')
    throw new Stop(`${where}: the variable ${name} is not set. Set it, and try again.`)
  return value
}

function textOf(path: string, where: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '')
  } catch {
    throw new Stop(`${where}: the file ${path} cannot be read. Correct the path, or its permissions.`)
  }
}
