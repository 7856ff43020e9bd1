/** Words that every format of the report uses. */
import { CLIENT_NAMES, type ClientKind } from '@portcullis/catalogue'
import type { Bypass, FileRead } from './scan-report.ts'

/** The client's name, as a sentence begins with it. */
export function clientName(client: ClientKind): string {
  const name = CLIENT_NAMES[client]
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** A number and what it counts. */
export const many = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`

/** A way around the gateway, in words. */
export function wayWords(way: Bypass['way']): string {
  return way.way === 'around'
    ? `the gateway has it as ${way.slug}, and its policy does not hold here`
    : 'not behind the gateway: register it there first'
}

/** What was read, in one sentence. */
export function readWords(files: readonly FileRead[]): string {
  const servers = files.reduce((count, file) => count + file.servers, 0)
  return `${many(files.length, 'file')} read, ${many(servers, 'server')}.`
}

/** What is said of entries that name neither a program nor an address; undefined where there are none. */
export function skippedWords({ skipped }: FileRead): string | undefined {
  if (skipped.length === 0) return undefined
  const it = skipped.length === 1 ? 'it' : 'them'
  return `No program and no address stand with ${skipped.join(', ')}: the client gets ${it} elsewhere, and nothing is known of ${it}.`
}
