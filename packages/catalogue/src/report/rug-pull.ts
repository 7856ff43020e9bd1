/** Why a tool is open to a change of its definition: every one is, each in its own way. */
import type { Page } from './page.ts'
import { counted } from './phrases.ts'
import { code, say } from './plain.ts'
import type { Prose } from './report.ts'

/** How long the known definition has stood, and what could be changed in it. */
export function rugPull({ turn, T, S, server, tool, parameters, label }: Page): Prose | undefined {
  const digest = code(tool.digest)
  const moved = server.changes.filter((change) => change.tool === tool.name)
  const remote = server.remote !== undefined && server.package === undefined
  const [first] = parameters
  return turn(28, [
    moved.length > 0 && say`It has changed since it was first seen here, most recently on ${moved.at(-1)?.day ?? ''}.`,
    remote && say`${S} runs elsewhere, so its operator can change ${T} at any hour without a release.`,
    server.package !== undefined &&
      say`A new release of ${code(server.package.name)} can bring another ${T} under the same name.`,
    say`What was labelled is the definition with the fingerprint ${digest}; another one deserves another look.`,
    say`The name stays when a definition changes: compare its fingerprint with ${digest}.`,
    label.category === 'Read' && say`A tool that only reads today can take on more tomorrow and keep its name.`,
    first !== undefined &&
      say`A parameter beside ${code(first.name)} that was not there before is how such a change begins.`,
    parameters.length > 1 &&
      say`Its ${counted(parameters.length, 'parameter')} are as of ${server.lastChanged}; a later list may differ.`,
    say`Approved once, ${T} is called for months; nobody reads its definition again.`,
    say`This label is as old as the facts: ${server.lastChanged}.`,
    say`Whoever maintains ${S} decides what ${T} does next month.`,
    say`No signature ties ${T} to what it did yesterday; its fingerprint, ${digest}, is all there is to compare.`,
    say`An update of ${S} is a chance for ${T} to become something else.`,
    say`Agents read the definition of ${T} afresh in every session, people once.`,
    say`Trust in ${T} was given to one definition, ${digest}, and not to its name.`,
    say`What ${T} means is said by ${S} each time it is asked, and may be said otherwise next time.`,
    say`Clients show a changed definition of ${T} to the model before they show it to a person, if at all.`,
  ])
}
