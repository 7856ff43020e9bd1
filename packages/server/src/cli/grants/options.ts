/** What is said of a grant by options. */
import type { Command } from 'commander'
import { readExpiry } from '../remote/instants.ts'
import { collect, listed, type Pairs } from '../remote/pairs.ts'

/** Options that several commands take. */
export interface GrantFacts {
  readonly owner?: string | false
  readonly server: Pairs
  readonly shadow: Pairs
  readonly tag: Pairs
  readonly address: readonly string[]
  readonly expires?: number | null
}

/** Adds them. */
export function grantOptions(command: Command): Command {
  return command
    .option('--owner <member>', 'e-mail address or id of the member that it is given to')
    .option(
      '--server <server=policy>',
      'a server that it reaches, and the policy that holds there; may be repeated',
      collect('shop=read-only'),
      {},
    )
    .option('--shadow <server=policy>', 'a policy that is only tried there; may be repeated', collect('shop=draft'), {})
    .option('--tag <name=value>', 'a word about it; may be repeated', collect('team=growth'), {})
    .option(
      '--address <network>',
      'a network from which it may be used, such as 10.1.0.0/16; may be repeated',
      listed,
      [],
    )
    .option('--expires <time>', 'when it ends: a time, a span such as 30d, or never', readExpiry)
}

/** What it reaches, as the API takes it. */
export function reachesOf({ server, shadow }: GrantFacts) {
  const slugs = [...new Set([...Object.keys(server), ...Object.keys(shadow)])]
  return Object.fromEntries(slugs.map((slug) => [slug, { policy: server[slug] ?? null, shadow: shadow[slug] ?? null }]))
}
