import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { until } from '../../../../../test/until.ts'
import { answerOf, begin, exchange, pause, Recorder, request } from './recorder.contract.ts'
import { SCRIPT, stdioUpstreams } from './scripted-child.contract.ts'

const { stderr, exits, tally, upstream, connect } = stdioUpstreams()

/** Whether it runs: what is dead and only waits for its parent to notice does not. */
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
  } catch {
    return false
  }
  const status = existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, 'utf8') : ''
  return !status.includes('State:\tZ')
}

describe('a child that goes wrong', () => {
  it('fails what is outstanding when it exits, and is dead', async () => {
    const link = connect(upstream())
    const silent = begin(link, request(1, 'silent'))
    const told = await exchange(link, request(2, 'exit', { code: 3 }))
    await silent.recorder.over
    for (const one of [told, silent.recorder]) expect([one.failure, one.failedSent]).toEqual(['closed', true])
    expect(link.dead).toBe(true)
    await until(() => exits.length === 1)
    expect(exits).toEqual([{ code: 3, signal: null }])
    const after = await exchange(link, request(3, 'echo'))
    expect([after.failure, after.failedSent]).toEqual(['closed', false])
  })

  it('keeps the signal that ended it', async () => {
    expect((await exchange(connect(upstream()), request(1, 'die'))).failure).toBe('closed')
    await until(() => exits.length === 1)
    expect(exits).toEqual([{ code: null, signal: 'SIGKILL' }])
  })

  it('still delivers the answer that it wrote before its end', async () => {
    const link = connect(upstream())
    const all = Array.from({ length: 50 }, (_, i) => begin(link, request(i, 'huge', { size: 20_000 })))
    const last = begin(link, request(99, 'closeOutput'))
    await last.recorder.over
    expect(all.map(({ recorder }) => recorder.failure)).toEqual(all.map(() => undefined))
    expect(last.recorder.failure).toBe('closed')
  })

  it.each([
    ['a program that does not exist', { command: '/nonexistent/program' }],
    ['a folder that does not exist', { cwd: '/nonexistent' }],
    ['a program without an absolute path', { command: 'node' }],
  ])('cannot be reached: %s', async (_, transport) => {
    const link = connect(upstream(transport))
    const told = await exchange(link, request(1, 'echo'))
    expect([told.failure, told.failedSent]).toEqual(['unreachable', false])
    expect(told.order).toEqual(['failure'])
    await until(() => link.dead)
    expect(stderr[0]).toContain('could not be started')
  })

  it('passes over a little noise, and says so', async () => {
    const told = await exchange(connect(upstream()), request(1, 'noise', { lines: 5 }))
    expect(told.order).toEqual(['sent', 'head', 'chunk', 'end'])
    expect(stderr).toContain('Not a message, on standard output: this is not JSON')
  })

  it('is ended when it makes nothing but noise', async () => {
    const link = connect(upstream())
    const told = await exchange(link, request(1, 'noise', { lines: 40 }))
    expect([told.failure, told.failedSent]).toEqual(['garbage', true])
    expect(link.dead).toBe(true)
    await until(() => exits.length === 1)
  })

  it('is ended when a line is too long', async () => {
    const link = connect(upstream())
    const fits = await exchange(link, request(1, 'huge', { size: 64 * 1024 - 100 }))
    expect(fits.failure).toBeUndefined()
    const told = await exchange(link, request(2, 'huge', { size: 64 * 1024 }))
    expect([told.failure, told.failedSent]).toEqual(['garbage', true])
    expect(link.dead).toBe(true)
  })

  it('may flood its standard error', async () => {
    const link = connect(upstream())
    const told = await exchange(link, request(1, 'stderr', { lines: 20_000, size: 200 }))
    expect(told.failure).toBeUndefined()
    await until(() => stderr.length >= 200)
    await pause(100)
    await link.close([])
    expect(stderr.length).toBeLessThan(1500)
    expect(stderr.some((line) => /^Lines dropped: \d+\.$/.test(line))).toBe(true)
  })

  it('is not started again and again when it dies at once', async () => {
    const failing = upstream({ args: ['-e', 'process.exit(1)'] })
    await exchange(connect(failing), request(1, 'echo'))
    await until(() => exits.length === 1)
    const told = await exchange(connect(failing, 'two'), request(1, 'echo'))
    expect([told.failure, told.failedSent, exits.length]).toEqual(['unreachable', false, 1])
    expect(tally).toMatchObject({ starts: 1, crashes: 1 })
    await pause(300)
    expect(connect(failing, 'three').dead).toBe(false)
  })
})

describe('the life of a child', () => {
  it('has the configured environment and folder, and nothing else', async () => {
    const env = { A: 'b', NODE_OPTIONS: '--require /nonexistent', LD_PRELOAD: '/nonexistent', LD_LIBRARY_PATH: '/x' }
    const told = await exchange(
      connect(upstream({ env, args: ['-e', SCRIPT, '--', 'a b', '$HOME'] })),
      request(1, 'env'),
    )
    expect(answerOf(told).result).toEqual({ env: { A: 'b' }, cwd: tmpdir(), args: ['a b', '$HOME'] })
  })

  it('ends with its conversation, by the end of input', async () => {
    const link = connect(upstream({ env: { CODE: '5' } }))
    await exchange(link, request(1, 'echo'))
    const silent = begin(link, request(2, 'silent'))
    expect(await link.close([])).toBe(200)
    expect(silent.recorder.failure).toBe('closed')
    expect(exits).toEqual([{ code: 5, signal: null }])
    expect(tally).toMatchObject({ starts: 1, crashes: 0 })
    expect(link.dead).toBe(true)
  })

  it('is killed when it ignores the end of input and SIGTERM', async () => {
    const from = upstream()
    const { pid } = answerOf(await exchange(connect(from), request(1, 'stubborn'))).result
    expect(isAlive(Number(pid))).toBe(true)
    await from.close()
    expect(isAlive(Number(pid))).toBe(false)
    expect(exits).toEqual([{ code: null, signal: 'SIGKILL' }])
  })

  it('takes its own children along', async () => {
    const from = upstream()
    const link = connect(from)
    const { pid } = answerOf(await exchange(link, request(1, 'fork'))).result
    expect(isAlive(Number(pid))).toBe(true)
    await exchange(link, request(2, 'exit', { code: 0 }))
    await until(() => exits.length === 1)
    expect(isAlive(Number(pid))).toBe(false)
  })

  it('does not outlive the gateway', { timeout: 15_000 }, async () => {
    const source = `
      import { openStdio } from ${JSON.stringify(new URL('./stdio.ts', import.meta.url).href)}
      const transport = { kind: 'stdio', command: process.execPath, cwd: '/', env: {}, share: 'session', maxChildren: 1,
        idleTimeout: 0, args: ['-e', 'process.on("SIGTERM", () => {}); setInterval(() => {}, 1000); console.error(process.pid)'] }
      const limits = { headersTimeout: 1000, bodyTimeout: 1000, connectTimeout: 1000, maxConnections: 1, maxMessageBytes: 1000 }
      const upstream = openStdio(transport, limits, {
        clock: { now: () => 0, monotonic: () => 0 },
        onStderr: (pid) => { process.stdout.write(pid + '\\n'); setTimeout(() => process.exit(0), 10) },
      })
      upstream.link({ grant: 'a', session: 'b' })
    `
    const loader = ['--conditions=source', '--import=tsx', '--input-type=module', '-e', source]
    const { stdout } = await promisify(execFile)(process.execPath, loader)
    const pid = Number(stdout)
    expect(pid).toBeGreaterThan(1)
    await until(() => !isAlive(pid))
  })

  it('is one for each session, and at most as many as allowed', async () => {
    const from = upstream({ maxChildren: 2 })
    const one = connect(from, 'one')
    expect(from.link({ grant: 'alice', session: 'one' })).toBe(one)
    const two = connect(from, 'two')
    expect(from.link({ grant: 'alice', session: 'three' })).toBeUndefined()
    await two.close([])
    expect(from.link({ grant: 'alice', session: 'three' })).toBeDefined()
  })

  it('is stopped when it is idle, but not while a request is under way', async () => {
    const link = connect(upstream({ idleTimeout: 120 }))
    const told = await exchange(link, request(1, 'late', { after: 400 }))
    expect(told.failure).toBeUndefined()
    const listener = new Recorder()
    link.listen(undefined, [], listener)
    await until(() => link.dead)
    await listener.over
    expect(listener.failure).toBe('closed')
    await until(() => exits.length === 1)
  })

  it('takes nothing more once the upstream is closed', async () => {
    const from = upstream()
    await from.close()
    expect(from.link({ grant: 'alice', session: 'one' })).toBeUndefined()
  })
})
