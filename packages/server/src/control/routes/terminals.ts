/** Routes: command lines that people let in. */
import { z } from 'zod'
import { instant, secret } from '../account/shapes.ts'
import { answerTerminalWish, askTerminalWish, beginTerminal, findTerminalWish } from '../account/terminal.ts'
import { isProblem } from '../api/problem.ts'
import { answer, done, route } from '../api/route.ts'

const tag = 'Sessions'
/** Of the page on which somebody lets a command line in. */
export const TERMINAL_PATH = '/terminal'

const typedCode = z.strictObject({
  code: z.string().min(8).max(40).describe('As the command line shows it: `BCDF-GHJK`.'),
})

export const beginTerminalLogIn = route({
  id: 'terminals.begin',
  method: 'POST',
  path: '/terminals',
  tag,
  summary: 'Begins the log-in of a command line: it shows the code, and a person lets it in.',
  description:
    'In the manner of RFC 8628. Ask `POST /terminals/session` for the session every `interval` milliseconds, for ten minutes at most.',
  permission: 'public',
  status: 201,
  once: true,
  shapes: {
    body: z.strictObject({
      host: z.string().trim().min(1).max(200).describe('What the machine calls itself; shown to the person.'),
    }),
    answer: z.object({
      wait: z.string().describe('Secret of the command line; shown once.'),
      code: z.string().describe('A person compares it.'),
      link: z.string().describe('The page for that. The code stands in its fragment.'),
      interval: z.int().describe('Milliseconds.'),
      expires: instant,
    }),
  },
  async run(context, { body }) {
    const wish = await beginTerminal(context, body.host)
    if (isProblem(wish)) return wish
    return answer({ ...wish, link: `${context.control.origin}${TERMINAL_PATH}#${wish.code}` })
  },
})

export const openTerminalSession = route({
  id: 'terminals.session',
  method: 'POST',
  path: '/terminals/session',
  tag,
  summary: 'Whether the command line was let in: its session, once.',
  description:
    'The token is sent as `Authorization: Bearer pct_…`. It does what its person may do, but for what changes an account or decides an approval; it ends in 30 days, or when it was not used for seven, and can be ended among the person’s sessions.',
  permission: 'public',
  once: true,
  shapes: {
    body: z.strictObject({ wait: secret }),
    answer: z.union([
      z.object({ state: z.enum(['waiting', 'slow_down', 'refused']) }),
      z.object({
        state: z.literal('allowed'),
        token: z.string().describe('Shown once.'),
        session: z.string(),
        name: z.string().describe('Whose session it is.'),
        expires: instant,
      }),
    ]),
  },
  async run(context, { body }) {
    const asked = await askTerminalWish(context, body.wait)
    if (isProblem(asked)) return asked
    if (asked.state !== 'allowed') return answer({ state: asked.state })
    const { id, token, expires } = asked.session
    return answer({ state: asked.state, token, session: id, name: asked.account.name, expires })
  },
})

export const readTerminalLogIn = route({
  id: 'terminals.read',
  method: 'POST',
  path: '/terminals/read',
  tag,
  summary: 'What waits under a code: for the person who lets it in.',
  permission: 'signed_in',
  shapes: {
    body: typedCode,
    answer: z.object({
      host: z.string().describe('What the machine calls itself.'),
      address: z.string().describe('Where it asked from.'),
      created: instant,
      expires: instant,
    }),
  },
  async run(context, { body }) {
    const found = await findTerminalWish(context, body.code)
    return isProblem(found) ? found : answer(found)
  },
})

export const allowTerminal = route({
  id: 'terminals.allow',
  method: 'POST',
  path: '/terminals/allow',
  tag,
  summary: 'Lets a command line in, as you. Asks for a young proof.',
  permission: 'signed_in',
  shapes: { body: typedCode },
  async run(context, { body }) {
    return (await answerTerminalWish(context, body.code, 'allowed')) ?? done
  },
})

export const refuseTerminal = route({
  id: 'terminals.refuse',
  method: 'POST',
  path: '/terminals/refuse',
  tag,
  summary: 'Refuses a command line.',
  permission: 'signed_in',
  shapes: { body: typedCode },
  async run(context, { body }) {
    return (await answerTerminalWish(context, body.code, 'refused')) ?? done
  },
})
