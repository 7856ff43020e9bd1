/** How a rule for one tool comes into force: where its server stands, and what the rule then does. */
import type { ToolRecommendation } from '../recommend/recommend.ts'
import type { Page } from './page.ts'
import { counted, paragraph, toolsListed } from './phrases.ts'
import { code, say } from './plain.ts'
import type { Prose } from './report.ts'
import { keyOf } from './steps.ts'

const [WHERE, THEN] = [33, 38]

function where({ server, turn }: Page): Prose | undefined {
  const key = code(keyOf(server))
  const file = code('portcullis.yaml')
  const pkg = server.package
  if (pkg !== undefined)
    return turn(WHERE, [
      say`${code('portcullis.yaml')} learns how ${code(pkg.name)} is started, and the client forgets it: it only knows ${key} at the gateway.`,
      say`Give the command of ${code(pkg.name)} to the gateway, under ${key}, and its rule to the policy of that name.`,
      say`As long as the client starts ${code(pkg.name)} itself, no rule holds; let it go through ${key} at the gateway.`,
      say`Let the gateway start ${code(pkg.name)} as ${key}, and the clients talk to the gateway.`,
      say`Register ${key} in ${file} with the package ${code(pkg.name)}, and take it out of the client’s own configuration.`,
      say`${key} goes into ${file}, its command out of the client, and the gateway’s address into it.`,
      say`First the gateway has to be in between: ${code(pkg.name)} is started by it, as ${key}, and not by the client.`,
    ])
  if (server.remote !== undefined)
    return turn(WHERE, [
      say`Enter its address as ${key} in ${file}, and give the client the gateway’s address in its place.`,
      say`Since it runs elsewhere, only the way to it changes: client, gateway, then ${key}.`,
      say`Register ${key} in ${file} with the address that the client has now.`,
    ])
  return turn(WHERE, [
    say`Register ${key} in ${file} and give clients the gateway’s address in place of the server’s.`,
    say`Put Portcullis between client and server, which is then called ${key}.`,
    say`In three steps: ${key} goes into ${file}, the rule into its policy, and the gateway’s address into the client.`,
    say`Calls have to pass the gateway for a rule to see them, so point the client at ${key} there.`,
    say`Paste the rule above into the policy that a grant has for ${key}; the gateway reads it again without a restart.`,
    say`Move the server’s command from the client into ${file}, under ${key}.`,
    say`A grant names the policy that holds for ${key}; the rule of this page belongs there.`,
    say`With ${key} in ${file}, the rule saved beside it, and a token for the client, as the three steps above show.`,
    say`Save the policy above for ${key} and put the gateway before it; until calls pass there, nothing decides about them.`,
    say`Save the policy above for ${key}; the client keeps its configuration but for one address, that of ${key} at the gateway.`,
    say`Register ${key}, save the policy above beside it, and let ${code('portcullis grant new')} make the client’s token.`,
  ])
}

function then(page: Page, { rule }: ToolRecommendation): Prose | undefined {
  const { T, S, turn, said, kin, server } = page
  if (rule === 'hide')
    return turn(THEN, [
      say`From then on ${T} is not in the list.`,
      server.tools.length > 1 &&
        say`The other ${counted(server.tools.length - 1, 'tool')} of ${S} follow their own rules as before.`,
      said.base !== undefined && say`An agent that wants to ${said.base} then has to find another way, or ask you.`,
      say`A call by name is answered as if ${T} had never been there.`,
      kin.readers.length > 0 && say`${toolsListed(page, kin.readers, 1)} stays as its own rule says.`,
      say`After that no agent finds ${T}, however it asks.`,
      say`What the rule hides is gone from the next list on.`,
      say`The first list after it comes without ${T}.`,
    ])
  if (rule.action === 'require_approval')
    return turn(THEN, [
      say`Each call to ${T} then waits for a yes.`,
      said.base !== undefined && say`The agent can still plan to ${said.base}, and then has to wait.`,
      say`Where nobody can be asked, such a call is refused.`,
      server.tools.length > 1 &&
        say`The other ${counted(server.tools.length - 1, 'tool')} of ${S} are not held up by it.`,
      say`A call without a person’s yes is refused from then on.`,
      say`Then somebody has to be there to answer.`,
      say`From the next call on ${T} asks first.`,
    ])
  if (rule.limits !== undefined)
    return turn(THEN, [
      say`The counter begins with the next call.`,
      say`From then on calls to ${T} are counted.`,
      say`The first call too many is refused and says when to come back.`,
      say`What is counted is calls of one grant, over all its sessions.`,
      say`A restart does not set the counter back.`,
      say`Every client with that grant shares the limit.`,
    ])
  return turn(THEN, [
    say`What the policy does not name is denied from then on.`,
    say`${T} goes on working; the tools that nobody named stop.`,
    say`For ${T} nothing changes; for the unnamed rest everything does.`,
    say`Every call is then written to the decision log, ${T} included.`,
    say`Try it with ${code('portcullis check')} before a client depends on it.`,
    say`A refused call tells the model why, so it can try something else.`,
    say`No client has to know of the rule.`,
    say`The rule holds for all sessions of the grant.`,
  ])
}

/** Two sentences: how the rule gets between client and server, and what is different afterwards. */
export function howToEnforce(page: Page, advice: ToolRecommendation): Prose | undefined {
  return paragraph(where(page), then(page, advice))
}
