/** `portcullis grant new`: makes a token, and the grant that it proves. */
import type { Command } from 'commander'
import { grantSection } from '../config/section/grant.ts'
import { digestToken, mintToken } from '../crypto/token.ts'
import { type CommandOutput, processOutput } from './command-output.ts'
import { addGrant, snippet, type WrittenGrant } from './grant-file.ts'
import { registerControlGrants } from './grants/register.ts'
import { collect } from './remote/pairs.ts'

/** What the new grant is to be. */
export interface GrantOptions {
  readonly id?: string
  readonly label?: string
  readonly owner?: string
  readonly server: Readonly<Record<string, string>>
  readonly tag: Readonly<Record<string, string>>
  readonly expires?: string
  readonly config: string
  readonly write: boolean
  readonly json: boolean
}

/** What a new grant ends with. */
export const grantCodes = { made: 0, refused: 1 } as const

/** A grant for a token's digest; without an id, one is made of the label or of the digest. */
export function newGrant(options: GrantOptions, tokenDigest: string): WrittenGrant {
  const { id, label, owner, server, tag, expires } = options
  return {
    id: id ?? idOf(label, tokenDigest),
    ...(label !== undefined && { label }),
    ...(owner !== undefined && { owner }),
    token_sha256: tokenDigest,
    servers: server,
    ...(Object.keys(tag).length > 0 && { tags: tag }),
    ...(expires !== undefined && { expires }),
  }
}

/** Part of the digest keeps two grants with the same label apart. */
function idOf(label: string | undefined, tokenDigest: string): string {
  const name = (label ?? 'grant')
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
  return `${name.slice(0, 40) || 'grant'}-${tokenDigest.slice(0, 6)}`
}

/** Makes a token and its grant, writes the grant where that is asked for, and only then shows the token: once. */
export async function makeGrant(
  options: GrantOptions,
  output: CommandOutput,
  token: string = mintToken(),
): Promise<void> {
  const grant = newGrant(options, digestToken(token))
  const parsed = grantSection.safeParse(grant)
  if (!parsed.success) {
    for (const { path, message } of parsed.error.issues) output.error(`${path.join('.')}: ${message}\n`)
    return output.exit(grantCodes.refused)
  }
  if (options.write) {
    const written = await addGrant(options.config, grant)
    if (!written.ok) {
      const lines = written.problems.map(
        ({ line, column, message, remedy }) => `  ${line}:${column} ${message} ${remedy}\n`,
      )
      output.error(`${written.message} Nothing was written, and no token was made.\n${lines.join('')}`)
      return output.exit(grantCodes.refused)
    }
  }
  output.out(options.json ? asJson(options, grant, token) : asText(options, grant, token))
  output.exit(grantCodes.made)
}

const asJson = ({ write, config }: GrantOptions, grant: WrittenGrant, token: string): string =>
  `${JSON.stringify({ token, grant, written: write ? config : null }, undefined, 2)}\n`

function asText({ write, config }: GrantOptions, grant: WrittenGrant, token: string): string {
  const shown = `The token, shown this once; only its digest is kept:\n\n  ${token}\n\n`
  if (write) return `${shown}The grant ${JSON.stringify(grant.id)} was added to ${config}.\n`
  const lines = snippet(grant).replaceAll(/^(?=.)/gm, '  ')
  return `${shown}Add this to ${config}, or run the command with --write:\n\ngrants:\n${lines}`
}

/** Adds the command to the program. */
export function registerGrant(program: Command, output: CommandOutput = processOutput): void {
  const grant = program.command('grant').description('grants: who may use which server, under which policy')
  grant
    .command('new')
    .description(
      'make a token and its grant in a configuration file; the token is shown once, the file gets its digest',
    )
    .option('--id <id>', 'id of the grant; counters hang on it')
    .option('--label <text>', 'name for people')
    .option('--owner <id>', 'person or team that the grant is given to')
    .option(
      '--server <server=policy>',
      'a server that it reaches and the policy that holds there; may be repeated',
      collect('shop=read-only'),
      {},
    )
    .option('--tag <name=value>', 'a word about the grant; may be repeated', collect('team=growth'), {})
    .option('--expires <time>', 'when the token stops working, such as 2027-01-31T00:00:00Z')
    .option('-c, --config <file>', 'the configuration', 'portcullis.yaml')
    .option('--write', 'add the grant to the configuration', false)
    .option('--json', 'print one JSON object', false)
    .action(async (options: GrantOptions) => makeGrant(options, output))
  registerControlGrants(grant, output)
}
