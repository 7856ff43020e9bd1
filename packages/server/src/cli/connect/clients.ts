/** Where the clients whose configuration `connect` writes keep it. */
import { type Client, isSettings } from '../../ports/client-forms.ts'
import { type Machine, projectPlaces, userPlaces } from '../../scan/places.ts'

/** Where the file is; undefined: this client has none of that kind. @param project folder of a project */
export function placeOf(client: Client, machine: Machine, project: string | undefined): string | undefined {
  const places = project === undefined ? userPlaces(machine) : projectPlaces(project, machine.platform)
  const own = places.filter((place) => place.client === client)
  return own.find(({ path }) => client !== 'vscode' || !isSettings(path))?.path
}
