/** The program of a process that takes calls, and does nothing else: the process that started it owns everything. */
import { hereTools } from '../../catalogue/tell.ts'
import type { FromWorker, ToWorker } from '../../compose/workers/messages.ts'
import { sayLast } from './say-last.ts'
import { WorkerGateway } from './worker-gateway.ts'

/** Milliseconds between two signs of life. */
const BEAT = 1000

const send = (message: FromWorker): void => void process.send?.(message, undefined, undefined, () => undefined)

const gateway = new WorkerGateway({
  send,
  onTools: ({ slug }, tools) => send({ kind: 'tools', slug, tools: hereTools(tools.values()) }),
})

process.on('message', (message: ToWorker) => {
  gateway.hear(message).catch(async (cause: unknown) => {
    await sayLast({ kind: 'failed', problem: cause instanceof Error ? cause.message : String(cause), code: undefined })
    process.exit(1)
  })
})
// A terminal, or whoever runs services, signals all processes at once: this one ends when it is told to.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined)
// Without the owner nothing can be counted or recorded: nothing goes on.
process.on('disconnect', () => process.exit(1))
process.on('exit', () => gateway.signalChildren())

setInterval(() => send({ kind: 'beat' }), BEAT)
send({ kind: 'hello' })
