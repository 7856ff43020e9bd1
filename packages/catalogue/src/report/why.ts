/** Why a tool needs a policy: its category, what can be taken back, how far a call reaches. */
import { findingOf, type Page } from './page.ts'
import { paragraph } from './phrases.ts'
import { say } from './plain.ts'
import type { Prose } from './report.ts'
import { whyDestructive } from './why-destructive.ts'
import { whyExecute } from './why-execute.ts'
import { whyFinancial } from './why-financial.ts'
import { whyRead } from './why-read.ts'
import { whyWrite } from './why-write.ts'

const HINTS = 12

function byCategory(page: Page): readonly (Prose | undefined)[] {
  const { category } = page.label
  switch (category) {
    case 'Read':
      return whyRead(page)
    case 'Write':
      return whyWrite(page)
    case 'Execute':
      return whyExecute(page)
    case 'Destructive':
      return whyDestructive(page)
    case 'Financial':
      return whyFinancial(page)
    default:
      return category satisfies never
  }
}

/** Where the server's own hints say something else than the label. */
function hints(page: Page): Prose | undefined {
  const { turn, tool, label, S } = page
  const said = tool.annotations
  if (said === undefined) return undefined
  if (said.readOnlyHint === true && label.category !== 'Read')
    return turn(HINTS, [
      say`${S} marks it as read-only, which the rest of its definition contradicts; a hint that loosens is not followed.`,
      say`Its annotation says read-only. The label does not follow it, since a server’s own hints can only tighten.`,
      say`The hint “read-only” and the rest of the definition disagree here, and the catalogue believes the stricter of the two.`,
    ])
  if (said.destructiveHint === false && label.category === 'Destructive')
    return turn(HINTS, [
      say`${S} hints that it destroys nothing; its name says otherwise, and the name is believed.`,
      say`A hint says that it is not destructive. It is not followed: hints by the server only tighten.`,
    ])
  if (said.destructiveHint === true && label.category === 'Destructive')
    return turn(HINTS, [
      say`The server’s own hint agrees: it may destroy.`,
      say`By its own annotation ${S} warns that the tool may destroy.`,
    ])
  if (said.readOnlyHint === true)
    return turn(HINTS, [
      say`The server’s hint agrees: read-only.`,
      say`${S} says so too, in its read-only hint.`,
      say`An annotation of the server confirms it: nothing is changed.`,
    ])
  if (said.readOnlyHint === false && label.category === 'Read')
    return say`Yet the server hints that it does not only read, which lowers what can be relied on.`
  return undefined
}

function poisoned(page: Page): Prose | undefined {
  const { T } = page
  if (findingOf(page, 'instructions') !== undefined)
    return say`The definition of ${T} speaks to the model instead of describing the tool. Until somebody has read it, nothing it says should be believed.`
  if (findingOf(page, 'hidden-text') !== undefined)
    return say`The definition of ${T} holds characters that nobody sees, or more text than anybody reads. A model reads all of it.`
  return undefined
}

/** Two paragraphs or three: the first says what a wrong call does, the rest how far it reaches. */
export function why(page: Page): readonly Prose[] {
  const sentences = byCategory(page).filter((one): one is Prose => one !== undefined)
  const [first, second, ...rest] = sentences
  return [paragraph(poisoned(page)), paragraph(first, second), paragraph(...rest.slice(0, 3), hints(page))].filter(
    (one) => one.length > 0,
  )
}
