/** Clients whose configuration `connect` writes: where it is. */
import type { ClientKind } from '@portcullis/catalogue'
import { isSettings, referenceIn } from '../../scan/client-forms.ts'
import { type Machine, projectPlaces, userPlaces } from '../../scan/places.ts'

/** Them, by the names of the command. */
export const CLIENTS = [
  'claude-desktop',
  'claude-code',
  'cursor',
  'vscode',
  'codex',
  'gemini',
  'windsurf',
] as const satisfies readonly ClientKind[]
export type Client = (typeof CLIENTS)[number]

/** Where the file is; undefined: this client has none of that kind. @param project folder of a project */
export function placeOf(client: Client, machine: Machine, project: string | undefined): string | undefined {
  const places = project === undefined ? userPlaces(machine) : projectPlaces(project, machine.platform)
  const own = places.filter((place) => place.client === client)
  return own.find(({ path }) => client !== 'vscode' || !isSettings(path))?.path
}

/** Whether the client's file can do without the token itself. */
export const takesVariable = (client: Client): boolean => referenceIn(client) !== undefined
