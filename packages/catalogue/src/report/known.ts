/** How far all of this is known: the catalogue keeps facts and no descriptions, and says so. */
import type { Page } from './page.ts'
import { counted } from './phrases.ts'
import { say } from './plain.ts'
import type { Prose } from './report.ts'

const KNOWN = 5

function beyond({ turn, label, tool, study }: Page): Prose | undefined {
  const kind = label.category
  const moved = study.labelled(tool).moved
  return turn(KNOWN, [
    moved &&
      say`Its full definition said more than the facts kept here, and moved the label to ${kind}, ${label.risk}.`,
    !moved && say`A trait of it is known from its description, which was read once and is not kept.`,
    !moved &&
      say`Category and level follow from what is shown; a further trait comes from a description that is not kept.`,
    say`The label also rests on parts of its definition, such as its description, that the catalogue reads once and does not keep.`,
    say`Name and parameters alone would say less: its description, which is not kept, weighed in.`,
    say`More was read than is shown: the description counted for the label and was then let go.`,
    say`What its author wrote about it was read for the label and is not repeated here.`,
  ])
}

function nameOnly({ turn, T }: Page): Prose | undefined {
  return turn(KNOWN, [
    say`All of this is read in the name; there is no description to set against it.`,
    say`The catalogue keeps no description of it, so the name has to speak for itself.`,
    say`No words of its author are kept, and nothing here goes beyond its name.`,
    say`This page knows a name and its neighbours, and claims no more.`,
    say`Take it as a reading of a name: ${T} may do more than it says.`,
    say`Its description is not kept here, if it has one.`,
    say`A name is thin evidence; what is missing is a description and a schema.`,
    say`Nobody’s description stands behind this, only what the tool is called.`,
    say`What the tool says of itself at run time may add to this.`,
    say`Here the name is the whole source: descriptions are left with their authors.`,
    say`Whatever its description says is not kept, and is not guessed at.`,
    say`Beyond the name, the facts at hand are silent.`,
  ])
}

function withParameters({ turn, parameters }: Page): Prose | undefined {
  const count = counted(parameters.length, 'parameter')
  return turn(KNOWN, [
    say`This is read in its name and ${count}; descriptions are not kept.`,
    say`Name and ${count} are the source; a description is not kept.`,
    say`The catalogue holds its name and ${count}, and none of its author’s words.`,
    say`Its description is not kept: name and schema carry what is said here.`,
    say`What its description may add is left out; the facts are a name and ${count}.`,
    say`No description was needed to see this, and none is kept.`,
    say`The definition’s facts end with ${count}; prose by its author is not repeated.`,
    say`So much can be told from ${count} and a name.`,
    say`Behind this stand a name, ${count} and the tools around it.`,
    say`None of this is quoted: it is read from a name and ${count}.`,
    say`Its schema names ${count}; what a description may promise beyond that is not kept.`,
    say`The page goes by the name and ${count}, which is all that is kept of the definition.`,
  ])
}

/** One sentence about what this is read from. */
export function known(page: Page): Prose | undefined {
  if (page.described) return beyond(page)
  return page.parameters.length === 0 ? nameOnly(page) : withParameters(page)
}
