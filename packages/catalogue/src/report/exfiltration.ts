/** Which part a tool has in carrying data out: it brings something in, or it is the way out. */
import type { ToolFacts } from '../import/server-facts.ts'
import { findingOf, type Page } from './page.ts'
import { toolsListed } from './phrases.ts'
import { say } from './plain.ts'
import type { Prose } from './report.ts'
import { waysOut } from './ways-out.ts'

type Forms = readonly (Prose | false | undefined)[]

/** Of a tool that handles credentials and is no Read. */
function opened(page: Page, out: readonly ToolFacts[]): Forms {
  const { T } = page
  return [
    say`A credential passes through ${T}, and a credential is what is most worth carrying off.`,
    say`Whatever credential a call carries or returns can leave by any tool that sends text.`,
    out.length > 0 &&
      say`${toolsListed(page, out, 1)} on the same server could send on a credential that ${T} has handled.`,
    say`The conversation holds the credential after the call, and other servers hear the conversation.`,
  ]
}

/** Of a tool that shows what is not public and is no Read. */
function guarded(page: Page, out: readonly ToolFacts[]): Forms {
  const { T } = page
  return [
    say`What comes back from ${T} is not meant for everybody, and any tool that sends text can carry it off.`,
    say`The answer to ${T} stays in the conversation, where a tool of another server can pick it up.`,
    out.length > 0 && say`${toolsListed(page, out, 1)} on the same server can send on what ${T} has returned.`,
    say`${T} works on what is not public, and its answer may say more of that than was asked.`,
  ]
}

/** Why a tool is a link in a chain that carries data out. */
export function exfiltration(page: Page): Prose | undefined {
  const { turn, T, label, thing } = page
  const several = thing?.several ?? 'what it returns'
  const out = waysOut(page).filter((tool) => tool !== page.tool)
  if (label.category !== 'Read' && (findingOf(page, 'sends') ?? findingOf(page, 'egress')) !== undefined)
    return turn(17, [
      say`It is the last link of a chain: whatever was read before can leave by ${T}.`,
      say`Private data read by another tool fits into an argument of this one.`,
      say`${T} is a way out. What it carries depends on what the agent has seen.`,
      say`A reader elsewhere and ${T} here are enough to carry data from one to the other.`,
      say`The data need not come from this server: one conversation holds what all servers said.`,
    ])
  if (label.category !== 'Read')
    return turn(17, findingOf(page, 'secrets') === undefined ? guarded(page, out) : opened(page, out))
  return turn(17, [
    out.length > 0 &&
      say`It reads ${several}; ${toolsListed(page, out, 1)} on the same server can send on what was read.`,
    out.length > 0 && say`From ${T} to ${toolsListed(page, out, 1)} is one step for an agent that was talked into it.`,
    say`It supplies ${several}, the first link of a chain; the way out may be on another server.`,
    say`What ${T} returns is worth carrying off, and any tool that sends text can do the carrying.`,
    say`Reading ${several} is half of a leak; the other half is any way out in the same conversation.`,
    out.length === 0 && say`No tool of this server sends anything out, so a leak needs a second server.`,
  ])
}
