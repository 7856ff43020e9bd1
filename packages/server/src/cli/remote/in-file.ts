/** Says what stands in the operator's file beside what a list shows: it is in force as well, and edited there. */
import type { Running } from './command.ts'
import type { Got } from './session.ts'

type OperatorFile = Got<'file.read'>['body']

/**
 * Says it; to whoever may not see it, nothing.
 * @param names of what of the file belongs to the list
 * @returns whether there is anything
 */
export async function noteFile(
  { session, params, note }: Running,
  names: (file: OperatorFile) => readonly string[],
): Promise<boolean> {
  const told = await session.try('file.read', { params })
  const there = told.ok ? names(told.body) : []
  if (there.length > 0) note(`In the operator’s file, and edited there: ${there.join(', ')}.`)
  return there.length > 0
}
