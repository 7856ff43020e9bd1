/** Route: changes of an organisation as they are made. */
import { z } from 'zod'
import { changeStream } from '../api/event-stream.ts'
import { route } from '../api/route.ts'

export const watchOrganisation = route({
  id: 'organisations.events',
  method: 'GET',
  path: '/organisations/{organisation}/events',
  tag: 'Organisations',
  summary: 'Changes of an organisation as they are made.',
  description:
    'Events named `change`, each with the number of the change as its id. `Last-Event-ID` (or `after`) resumes after a number; without it, only what comes from now on is told. A stream ends after five minutes, and is resumed by asking again.',
  permission: 'organisation.read',
  stream: true,
  shapes: {
    params: z.object({ organisation: z.string() }),
    query: z.object({ after: z.coerce.number().int().min(0).optional().describe('The last change that is known.') }),
  },
  async run(context, { query }) {
    const resumed = context.header('last-event-id')
    const after = resumed === undefined || !/^\d{1,15}$/.test(resumed) ? query.after : Number(resumed)
    return changeStream(context, after)
  },
})
