/** Edits `portcullis.yaml` of a running gateway, as an operator would. */
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parse, stringify } from 'yaml'
import { digestToken, mintToken } from '../packages/server/src/crypto/token.ts'
import type { GatewayProcess } from './gateway-process.ts'
import { until } from './until.ts'

/** The sections that tests change. */
export interface ConfigurationFile {
  servers: Record<string, object>
  policies: Record<string, object>
  grants: GrantSection[]
  limits?: Record<string, unknown>
}

export interface GrantSection {
  id: string
  owner: string
  token_sha256: string
  servers: Record<string, string | null>
  expires?: string
}

const APPLIED = 'is in force from the next request on'
const REFUSED = 'is not valid, so the one before it stays in force'

const fileOf = ({ folder }: GatewayProcess): string => join(folder, 'portcullis.yaml')

/** The configuration as it is written. */
export const readConfiguration = async (gateway: GatewayProcess): Promise<ConfigurationFile> =>
  parse(await readFile(fileOf(gateway), 'utf8'))

/** Changes the file in one step, and leaves it to the gateway to notice. */
export async function writeConfiguration(
  gateway: GatewayProcess,
  change: (file: ConfigurationFile) => void,
): Promise<void> {
  const path = fileOf(gateway)
  const file = await readConfiguration(gateway)
  change(file)
  await writeFile(`${path}.new`, stringify(file), { mode: 0o600 })
  await rename(`${path}.new`, path)
}

/** How often the gateway has said something. */
const countOf = (gateway: GatewayProcess, text: string): number => gateway.errors.join('').split(text).length - 1

/** Does something to the files; resolves when the gateway has said that it holds, or rejects with why it does not. */
export async function applied(gateway: GatewayProcess, edit: () => Promise<void>): Promise<void> {
  const [before, refused] = [countOf(gateway, APPLIED), countOf(gateway, REFUSED)]
  await edit()
  await until(() => {
    if (countOf(gateway, REFUSED) > refused) throw new Error(gateway.errors.join(''))
    return countOf(gateway, APPLIED) > before
  })
}

/** The same for an edit that has to be refused; resolves with everything that was said. */
export async function refused(gateway: GatewayProcess, edit: () => Promise<void>): Promise<string> {
  const before = countOf(gateway, REFUSED)
  await edit()
  await until(() => countOf(gateway, REFUSED) > before)
  return gateway.errors.join('')
}

/** Changes the configuration; resolves when the change holds. */
export const configure = (gateway: GatewayProcess, change: (file: ConfigurationFile) => void): Promise<void> =>
  applied(gateway, () => writeConfiguration(gateway, change))

/** A grant of its own, and the token that proves it. */
export function newGrant(
  id: string,
  servers: Record<string, string | null>,
  more: Partial<GrantSection> = {},
): { readonly grant: GrantSection; readonly token: string } {
  const token = mintToken()
  return { grant: { id, owner: 'tester', token_sha256: digestToken(token), servers, ...more }, token }
}
