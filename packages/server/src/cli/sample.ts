/** The sample server of a first installation: a process of its own beside the gateway. */
import { fork } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** Name of the sample server in a first installation. */
export const SAMPLE_SLUG = 'klaviyo-sandbox'

const FILE = 'sample-server.json'

/** A sample server that runs. */
export interface Sample {
  stop(): Promise<void>
}

/** Notes in the home folder that this installation has a sample server. */
export async function saveSample(home: string, port: number): Promise<void> {
  await writeFile(join(home, FILE), `${JSON.stringify({ port })}\n`, { mode: 0o600 })
}

/** Where the sample server that the home folder names is reached; undefined where it names none. */
export async function sampleUrl(home: string): Promise<string | undefined> {
  const port = await samplePort(home)
  return port === undefined ? undefined : `http://127.0.0.1:${port}/mcp`
}

/** Starts the sample server that the home folder names; undefined where it names none. */
export async function startSample(
  home: string,
  diagnose: (text: string, cause?: unknown) => void,
): Promise<Sample | undefined> {
  const port = await samplePort(home)
  return port === undefined ? undefined : startSandboxProcess(port, diagnose)
}

/** The sandbox as a process on a port of this machine; resolves when it takes calls. */
export function startSandboxProcess(
  port: number,
  diagnose: (text: string, cause?: unknown) => void,
): Promise<Sample | undefined> {
  const root = dirname(createRequire(import.meta.url).resolve('@portcullis/sandbox/package.json'))
  const child = fork(join(root, 'bin', 'sandbox.js'), ['--http', String(port)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    execArgv: [],
  })
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const sample: Sample = {
    stop() {
      child.kill('SIGTERM')
      return gone
    },
  }
  return new Promise((resolve) => {
    child.stdout?.once('data', () => resolve(sample))
    child.once('exit', (code) => {
      if (code !== null && code !== 0) diagnose(`The sample server ended with code ${code}; is port ${port} taken?`)
      resolve(undefined)
    })
  })
}

async function samplePort(home: string): Promise<number | undefined> {
  try {
    const saved: unknown = JSON.parse(await readFile(join(home, FILE), 'utf8'))
    const port = typeof saved === 'object' && saved !== null && 'port' in saved ? saved.port : undefined
    return typeof port === 'number' ? port : undefined
  } catch {
    return undefined
  }
}
