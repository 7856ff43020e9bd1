/** `portcullis policy attach`: where a policy holds. */
import type { Command } from 'commander'
import type { CommandOutput } from '../command-output.ts'
import { findGrant } from '../grants/find.ts'
import { type ControlOptions, controlCommand, type Running, withControl } from '../remote/command.ts'
import { Stop } from '../remote/stop.ts'

interface AttachOptions extends ControlOptions {
  readonly everywhere: boolean
  readonly server?: string
  readonly grant?: string
}

/** Adds it. */
export function registerPolicyAttach(policy: Command, output: CommandOutput): void {
  controlCommand(
    policy,
    'attach',
    'say where a policy holds: for a grant on a server, over a server, or over the whole organisation',
  )
    .argument('<name>', 'the policy; - for none')
    .option('--grant <grant>', 'a grant: id, or whole label; with --server')
    .option('--server <slug>', 'a server; without --grant, over everybody’s own policies there')
    .option('--everywhere', 'over everybody’s own policies, on every server', false)
    .action((name: string, options: AttachOptions) =>
      withControl(options, (running) => attach(running, name === '-' ? null : name, options), output),
    )
}

async function attach(
  { session, params, show }: Running,
  policy: string | null,
  options: AttachOptions,
): Promise<void> {
  const { everywhere, server, grant: called } = options
  const what = policy ?? 'No policy'
  if (everywhere) {
    if (server !== undefined || called !== undefined)
      throw new Stop('--everywhere goes with neither --server nor --grant.')
    const { body } = await session.ask('organisations.baseline', { params, body: { policy } })
    return show(body, () => `${what} stands over everything now.\n`)
  }
  if (server === undefined) throw new Stop('Say where: --grant with --server, --server, or --everywhere.')
  if (called === undefined) {
    const one = { ...params, server }
    const { etag } = await session.ask('servers.read', { params: one })
    const { body } = await session.ask('servers.edit', { params: one, body: { baseline: policy }, ifMatch: etag })
    return show(body, () => `${what} stands over ${server} now.\n`)
  }
  const { grant, etag, params: one } = await findGrant(session, called)
  const servers = { ...grant.servers, [server]: { policy, shadow: grant.servers[server]?.shadow ?? null } }
  const { body } = await session.ask('grants.edit', { params: one, body: { servers }, ifMatch: etag })
  show(body, () => `${what} holds for ${body.label} on ${server} now.\n`)
}
