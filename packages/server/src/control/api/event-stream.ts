/** A stream of changes over HTTP, resumed by `Last-Event-ID`. */
import type { Context } from '../context.ts'
import { type ChangeEvent, changesAfter, lastChange } from './events.ts'
import type { Problem } from './problem.ts'
import { toldStream } from './told-stream.ts'

/** The answer. @param after number of the last change that the reader knows; undefined: only what comes from now on */
export async function changeStream(context: Context, after: number | undefined): Promise<Response | Problem> {
  const { control, organisation } = context
  let seen = after ?? (await lastChange(control, organisation))
  return toldStream(context, {
    first: `id: ${seen}\n`,
    async next() {
      const found = await changesAfter(control, organisation, seen)
      seen = found.at(-1)?.seq ?? seen
      return found.map(eventText).join('')
    },
  })
}

const eventText = (change: ChangeEvent): string =>
  `id: ${change.seq}\nevent: change\ndata: ${JSON.stringify(change)}\n\n`
