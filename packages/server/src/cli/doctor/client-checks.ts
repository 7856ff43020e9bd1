/** Checks of MCP clients: which go around the gateway, and whose files hold tokens that others can read. */
import { statSync } from 'node:fs'
import { CLIENT_NAMES, openKnown } from '@portcullis/catalogue'
import { findTokens } from '../../crypto/token.ts'
import { gatewayOf } from '../../scan/gateway.ts'
import { type Place, projectPlaces, userPlaces } from '../../scan/places.ts'
import { type ReadFile, readPlace } from '../../scan/read-files.ts'
import { scan } from '../../scan/scan.ts'
import { openFacts } from '../../store/facts/facts.ts'
import { type Check, type Checkup, fine, odd, wrong } from './checkup.ts'

/** Looks at the files of the user and of the project in which the command runs. */
export const checkClients: Check = async ({ configuration, machine, folder }) => {
  const places = [...userPlaces(machine), ...projectPlaces(folder, machine.platform)]
  const unique = places.filter(({ path }, at) => places.findIndex((one) => one.path === path) === at)
  const files = (await Promise.all(unique.map(readPlace))).filter((file) => file !== undefined)
  const gateway = configuration && gatewayOf(configuration)
  const { lines, head } = openFacts(undefined)
  const report = scan({ version: '', files, known: openKnown(lines, head), gateway, home: machine.home, bin: '' })
  const around = report.bypasses.map(({ client, server }) =>
    odd(
      'clients',
      `${CLIENT_NAMES[client]} reaches ${server.configured.name} without the gateway (${server.place.path}:${server.place.line}).`,
      'Put it behind the gateway: portcullis connect writes the client’s file, portcullis scan shows what to write.',
    ),
  )
  const unread = files.flatMap((file) =>
    file.ok
      ? []
      : [
          odd(
            'clients',
            `${file.path}:${file.line}: ${file.problem}`,
            'Correct it: the client may not read it either.',
          ),
        ],
  )
  const said = [...around, ...unread, ...files.flatMap(tokenCheck)]
  return said.length === 0
    ? [fine('clients', `${files.length} files of clients: nothing goes around the gateway`)]
    : said
}

function tokenCheck(file: ReadFile): readonly Checkup[] {
  if (!file.ok || findTokens(file.text).length === 0) return []
  if (isShared(file))
    return [
      wrong(
        'secrets',
        `${file.path} belongs to a project, and holds a token in clear.`,
        'Rotate the grant, and connect the client with --by-variable.',
      ),
    ]
  if (process.platform === 'win32' || (statSync(file.path).mode & 0o077) === 0) return []
  return [
    odd(
      'secrets',
      `${file.path} holds a token, and other users of this machine can read it.`,
      `Run: chmod 600 '${file.path}'`,
    ),
  ]
}

const isShared = ({ origin }: Place): boolean => origin === 'project'
