/** One process that takes calls, seen from the one that owns the gateway: started, listened to, watched, ended. */
import cluster, { type Worker } from 'node:cluster'
import type { FromWorker, ToWorker } from './messages.ts'

/** What becomes of it. */
export interface WorkerEnds {
  hear(message: FromWorker): void
  /** It is gone, for whatever reason; said once. */
  onEnd(why: string): void
}

/** Milliseconds between two looks for signs of life, and looks without one after which it is taken to hang. */
export interface Watching {
  readonly look: number
  readonly most: number
}

/** A process that runs, or ran. */
export interface WorkerProcess {
  send(message: ToWorker): void
  kill(): void
}

/**
 * How all of them begin: each takes connections from the shared address itself. The other way, in which the first process
 * takes all of them and hands them on, would cost it a message a connection.
 * @param program file that they run
 */
export function prepareWorkers(program: string): void {
  cluster.schedulingPolicy = cluster.SCHED_NONE
  cluster.setupPrimary({
    exec: program,
    args: [],
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
}

/** Starts one. */
export function startWorker({ hear, onEnd }: WorkerEnds, { look, most }: Watching): WorkerProcess {
  const worker = cluster.fork()
  let silent = 0
  let hangs = false
  let why: string | undefined
  let isHeardOut = false
  const timer = setInterval(() => {
    silent += 1
    if (silent < most) return
    hangs = true
    worker.process.kill('SIGKILL')
  }, look)
  timer.unref()
  // What it said last may be read after it is gone.
  const end = (): void => {
    if (why === undefined || !isHeardOut) return
    clearInterval(timer)
    onEnd(hangs ? 'it hung, and was killed' : why)
  }
  worker.on('message', (message: FromWorker) => {
    silent = 0
    if (message.kind !== 'beat') hear(message)
  })
  worker.once('disconnect', () => {
    isHeardOut = true
    end()
  })
  worker.once('exit', (code, signal) => {
    why = signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`
    end()
  })
  // A message to one that has just gone is such an error, and no end of its own; only what never began has no other.
  worker.on('error', (error) => {
    if (worker.process.pid !== undefined) return
    why ??= error.message
    isHeardOut = true
    end()
  })
  return {
    send: (message) => sendTo(worker, message),
    kill: () => void worker.process.kill('SIGKILL'),
  }
}

/** What does not arrive is no loss: the process is gone, or about to be. */
function sendTo(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.process.send(message, () => undefined)
}
