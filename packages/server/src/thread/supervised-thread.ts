/** A thread beside the gateway: started, told what it has to know, and started again when it dies. */
import { Worker } from 'node:worker_threads'

/** What is needed to run one. */
export interface ThreadOptions<Tell, Told> {
  /** What it is, for messages and debuggers: `catalogue` is said as "The catalogue's thread". */
  readonly name: string
  readonly program: URL
  /** What it is started with. */
  readonly data: unknown
  /** Tells a thread that just began all that it has to know. */
  readonly begin: (send: (message: Tell) => void) => void
  /** The thread is gone; another one may begin. */
  readonly ended?: () => void
  /** @returns why the thread is about to end by itself; undefined: it goes on */
  readonly hear: (message: Told) => string | undefined
  /** A line for the operator. */
  readonly diagnose: (text: string) => void
  /** A thread that wants more memory than this, in MB, is ended and started anew: the gateway's memory is not its. */
  readonly memory: number
  /** Milliseconds before the first new start after a crash; doubled with each further one. */
  readonly pause?: number | undefined
}

/** A thread, as long as the gateway runs. */
export interface SupervisedThread<Tell> {
  send(message: Tell): void
  /** It works: if it goes on for a while, pauses are short again. */
  works(): void
  /** Says `farewell`; resolves when the thread has ended, at the latest a second after `grace` milliseconds. */
  close(farewell: Tell, grace: number): Promise<void>
}

const PAUSE = 1000
const LONGEST_PAUSE = 60_000
/** Milliseconds of running after which pauses are short again. */
const CALM = 60_000

/**
 * Address of a thread's program beside the module that names it: the sources where those run, else what was built.
 * @param from `import.meta.url`
 */
export function programBeside(path: string, from: string): URL {
  return new URL(`${path}${from.endsWith('.ts') ? '.ts' : '.js'}`, from)
}

/** Starts a thread. Never throws: what goes wrong is told to the operator, and the gateway goes on. */
export function superviseThread<Tell, Told>(options: ThreadOptions<Tell, Told>): SupervisedThread<Tell> {
  return new Supervisor(options)
}

class Supervisor<Tell, Told> implements SupervisedThread<Tell> {
  private readonly options: ThreadOptions<Tell, Told>
  private worker: Worker | undefined
  private exited: Promise<void> = Promise.resolve()
  private timer: NodeJS.Timeout | undefined
  private calm: NodeJS.Timeout | undefined
  private pause: number
  private closing = false
  private said = ''

  constructor(options: ThreadOptions<Tell, Told>) {
    this.options = options
    this.pause = options.pause ?? PAUSE
    this.begin()
  }

  send(message: Tell): void {
    this.worker?.postMessage(message)
  }

  works(): void {
    this.calm = setTimeout(() => {
      this.pause = this.options.pause ?? PAUSE
    }, CALM).unref()
  }

  async close(farewell: Tell, grace: number): Promise<void> {
    this.closing = true
    clearTimeout(this.timer)
    this.send(farewell)
    const last = setTimeout(() => void this.worker?.terminate(), grace + 1000)
    await this.exited
    clearTimeout(last)
  }

  private begin(): void {
    const { name, program, data, memory, hear, begin } = this.options
    const worker = new Worker(program, {
      name,
      workerData: data,
      resourceLimits: { maxOldGenerationSizeMb: memory },
      // What the process was started with is not for the thread; from sources it needs the same loader.
      ...(program.pathname.endsWith('.ts') ? {} : { execArgv: [] }),
    })
    this.worker = worker
    let cause = ''
    worker.on('message', (message: Told) => {
      cause = hear(message) ?? cause
    })
    worker.on('error', (error) => {
      cause = `The ${name}'s thread failed (${error.message.split('\n', 1)[0]}).`
    })
    this.exited = new Promise((resolve) => {
      worker.once('exit', (code) => {
        this.worker = undefined
        this.options.ended?.()
        resolve()
        if (!this.closing) this.again(cause || `The ${name}'s thread ended with code ${code}.`)
      })
    })
    begin((message) => worker.postMessage(message))
  }

  private again(cause: string): void {
    // Said once, however often it is tried.
    if (cause !== this.said) this.options.diagnose(`${cause} The gateway goes on without it, and starts it again.`)
    this.said = cause
    clearTimeout(this.calm)
    this.timer = setTimeout(() => this.begin(), this.pause).unref()
    this.pause = Math.min(2 * this.pause, LONGEST_PAUSE)
  }
}
