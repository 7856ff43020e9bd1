import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAudit } from '../../compose/audit.ts'
import { CHECKPOINT_KEY, createSigner, signatureJudge } from '../../crypto/signing.ts'
import type { DecisionEvent } from '../../ports/audit-sink.ts'
import { openIndex } from '../../store/sql/open-index.ts'
import { DATABASES, STARTING, type TestDatabase } from '../../store/sql/testing/databases.contract.ts'
import type { AuditIndex } from '../audit/audit-index.ts'
import { createLagMeter } from '../audit/index/lag.ts'
import { createTail, type Tail } from '../audit/index/tail.ts'
import { createLiveDecisions } from '../audit/live-decisions.ts'
import { verifyExport } from '../audit/verify/verify-export.ts'
import { openTestControl, START, type TestControl } from '../test-control.contract.ts'

const MINUTE = 60_000
/** A hundred thousand where somebody wants to see the times. */
const ROWS = process.env['SHOW_TIMES'] === undefined ? 5000 : 100_000

const decision = (id: string, more: Partial<DecisionEvent> = {}): DecisionEvent => ({
  ...{ type: 'decision', id, at: START, organisation: 'acme', grant: 'grt_1', server: 'files', era: 'modern' },
  ...{ method: 'tools/call', tool: 'read', effect: 'allow', code: undefined, rule: '/tools/read', policy: 'pol_1' },
  ...{ policyVersion: '1', args: [{ key: 'path', digest: 'ABCDEFGHIJKLMNOPQRSTUV.s3' }], micros: 50, count: 1 },
  ...more,
})
const denied = (id: string, more: Partial<DecisionEvent> = {}): DecisionEvent =>
  decision(id, { effect: 'deny', code: 'policy_denied', rule: '(default deny)', tool: 'drop', ...more })

describe.each(DATABASES)('audit over $name', ({ name, open, skipped }) => {
  if (skipped !== undefined) return it.skip(skipped, () => undefined)
  let opened: TestDatabase
  let test: TestControl
  let folder: string
  let tail: Tail
  let audit: Awaited<ReturnType<typeof openAudit>>
  let live: AuditIndex['live']

  beforeAll(async () => {
    opened = await open()
    folder = mkdtempSync(join(tmpdir(), 'audit-'))
    mkdirSync(join(folder, 'data'), { mode: 0o700 })
    live = createLiveDecisions()
    const db = opened.kind === 'postgres' ? opened.db : await openIndex(join(folder, 'audit.db'))
    test = await openTestControl({ db: opened.db, audit: { db, live } })
    const log = join(folder, 'data', 'decisions.jsonl')
    audit = await openAudit({
      settings: {
        audit: { anchor: undefined, anchorUrl: undefined, factsMonths: 12 },
        log: { file: log, maxBytes: 4000, keep: 50, flush: 5, bufferBytes: 1e6, onFull: 'refuse', digests: true },
      },
      folder: join(folder, 'data'),
      derive: test.control.deriveKey,
      clock: test.control.clock,
      diagnose: () => undefined,
    })
    tail = createTail({ db, log, writer: 'w', knownAs: 'here', onWritten: live.publish, meter: createLagMeter() })
    for (let i = 0; i < 30; i++) {
      const id = `a${String(i).padStart(2, '0')}`
      audit.log.record(decision(id, { at: START + i * MINUTE, grant: `grt_${i % 3}` }))
      if (i % 2 === 0)
        audit.log.record({
          ...{ type: 'outcome', id, at: START + i * MINUTE + 5, organisation: 'acme' },
          ...{ outcome: i % 10 === 0 ? 'tool_error' : 'ok', upstreamMicros: 900, ownMicros: 60 },
        })
      await audit.log.flush()
    }
    audit.log.record(denied('d1', { at: START + MINUTE, server: 'mail', tool: '=cmd|x' }))
    audit.log.record(denied('d2', { at: START + 2 * MINUTE, code: 'limit_exceeded', rule: '/tools/drop_100%' }))
    audit.log.record(decision('g1', { organisation: 'globex' }))
    const asked = { id: 'apr_1', state: 'pending', narrowed: false } as const
    audit.log.record(denied('q1', { organisation: 'globex', code: 'approval_pending', approval: asked }))
    const used = { ...asked, state: 'consumed', narrowed: true } as const
    audit.log.record(decision('q2', { organisation: 'globex', at: START + MINUTE, approval: used }))
    audit.log.record(decision('l1', { organisation: undefined }))
    await audit.log.flush()
    await tail.read()
  }, STARTING)
  afterAll(async () => {
    await audit.close()
    if (opened.kind !== 'postgres') await test.control.audit.db.destroy()
    await opened.close()
    rmSync(folder, { recursive: true })
  })
  const list = async (query: string, as = test.admin) =>
    (await test.call(`GET /organisations/acme/audit/decisions?${query}`, { as })).body
  const ids = async (query: string) => (await list(query)).items.map(({ id }: { id: string }) => id)

  it('lists decisions with their outcomes, the latest first, page by page, of one organisation alone', async () => {
    const seen: string[] = []
    for (let cursor = ''; ; ) {
      const page = await list(`limit=7${cursor}`)
      seen.push(...page.items.map(({ id }: { id: string }) => id))
      if (page.next === undefined) break
      cursor = `&cursor=${page.next}`
    }
    expect(seen).toHaveLength(32)
    expect(new Set(seen).size).toBe(32)
    expect(seen[0]).toBe('a29')
    const [last] = (await list('limit=1')).items
    expect(last).toMatchObject({ id: 'a29', outcome: 'unknown', effect: 'allow', grant: 'grt_2', warned: false })
    expect(JSON.stringify(await list('limit=200'))).not.toContain('ABCDEFGH')
  })

  it('narrows by each filter', async () => {
    expect(await ids('effect=deny')).toEqual(['d2', 'd1'])
    expect(await ids('code=limit_exceeded')).toEqual(['d2'])
    expect(await ids('server=mail')).toEqual(['d1'])
    expect(await ids(`tool=${encodeURIComponent('=cmd|x')}`)).toEqual(['d1'])
    expect(await ids('text=DROP_100%25')).toEqual(['d2'])
    expect(await ids('text=%25_%25')).toEqual([])
    expect(await ids('outcome=tool_error')).toEqual(['a20', 'a10', 'a00'])
    expect(await ids('outcome=unknown&grant=grt_0&limit=200')).toEqual(['a27', 'a21', 'a15', 'a09', 'a03'])
    expect(await ids(`since=${START + 28 * MINUTE}`)).toEqual(['a29', 'a28'])
    expect(await ids(`until=${START + MINUTE}`)).toEqual(['a00'])
    expect(await ids('policy=nobody')).toEqual([])
    expect(await ids('warned=true')).toEqual([])
  })

  it('goes on where it ended, whatever was rotated; an outcome that comes late is joined', async () => {
    const heard: string[] = []
    const end = live.listen('acme', (told) => {
      if (told === 'missed') throw new Error('Something was missed.')
      heard.push(...told.decisions.map(({ id }) => id), ...told.ended.map(({ id }) => `${id}!`))
    })
    audit.log.record({
      ...{ type: 'outcome', id: 'a29', at: START, organisation: 'acme', outcome: 'timeout' },
      ...{ upstreamMicros: 1, ownMicros: 1 },
    })
    for (let i = 0; i < 20; i++) {
      audit.log.record(denied(`late${i}`, { at: START - MINUTE, tool: `t${i}` }))
      await audit.log.flush()
    }
    await tail.read()
    await tail.read()
    end()
    expect(heard.toSorted()).toEqual(['a29!', ...Array.from({ length: 20 }, (_, i) => `late${i}`)].toSorted())
    expect((await list('limit=1')).items[0]).toMatchObject({ id: 'a29', outcome: 'timeout' })
    expect((await list('limit=200')).items).toHaveLength(52)
  })

  it('counts by hour, tool and code', async () => {
    const { body } = await test.call(`GET /organisations/acme/audit/overview?since=${START}&until=${START + MINUTE}`)
    expect(body.hours).toEqual([{ hour: START, allowed: 30, denied: 2 }])
    expect(body.tools[0]).toEqual({ server: 'files', tool: 'read', allowed: 30, denied: 0 })
    expect(body.codes).toHaveLength(2)
  })

  it('explains one; what is kept of arguments only auditors see', async () => {
    const { body } = await test.call('GET /organisations/acme/audit/decisions/a00')
    expect(body).toMatchObject({ id: 'a00', arguments: ['path'], outcome: 'tool_error', other_arguments: 0 })
    const facts = 'GET /organisations/acme/audit/decisions/a00/facts'
    expect((await test.call(facts)).status).toBe(403)
    const seen = await test.call(facts, { as: test.actor('auditor') })
    expect(seen.body.arguments).toEqual({ path: 'ABCDEFGHIJKLMNOPQRSTUV.s3' })
    expect((await test.call('GET /organisations/acme/audit/decisions/g1')).status).toBe(404)
  })

  it('shows whoever has a role for one server the decisions of that server', async () => {
    const row = {
      ...{ id: 'srv_mail', organisation: 'acme', slug: 'mail', label: 'Mail', way: '{}', source: '{}', limits: '{}' },
      ...{
        vetting: '{}',
        baseline: null,
        authentication: '{}',
        pinned: 0,
        new_tools: 'refuse',
        revision: 1,
        created: 1,
      },
    }
    await test.control.db.insertInto('servers').values(row).execute()
    const as = test.actor('viewer', 'acme', 'srv_mail')
    expect((await list('', as)).items.map(({ id }: { id: string }) => id)).toEqual(['d1'])
    expect((await test.call('GET /organisations/acme/audit/decisions/d2', { as })).status).toBe(404)
    await test.control.db.deleteFrom('servers').where('id', '=', 'srv_mail').execute()
  })

  it('lists changes, of an organisation and of the installation, the latest first', async () => {
    await test.call('PATCH /organisations/acme', { body: { label: 'Acme one' } })
    await test.call('PATCH /organisations/acme', { body: { label: 'Acme two' } })
    const first = await test.call('GET /organisations/acme/audit/changes?action=organisation.&limit=1')
    expect(first.body.items).toMatchObject([{ seq: 2, action: 'organisation.edit', actor: { kind: 'account' } }])
    const path = `/organisations/acme/audit/changes?action=organisation.&limit=1&cursor=${first.body.next}` as const
    expect((await test.call(`GET ${path}`)).body.items).toMatchObject([{ seq: 1 }])
    expect((await test.call('GET /audit/changes')).body.items).toEqual([])
    expect((await test.call('GET /audit/changes', { as: test.actor('admin') })).status).toBe(404)
  })

  const download = async (path: string): Promise<string> => {
    const headers = test.enter(test.actor('auditor'))
    const response = await test.fetch(
      new Request(`http://127.0.0.1:4101/api/v1/organisations/acme/${path}`, { headers }),
    )
    expect(response.status).toBe(200)
    return response.text()
  }

  it('exports what can be verified, without facts', async () => {
    const text = await download('audit/decisions/export?effect=deny')
    const judge = signatureJudge(createSigner(test.control.deriveKey(CHECKPOINT_KEY)).publicKey)!
    const judged = (lines: string[]) => verifyExport(lines, judge, { name: 'export', anchor: undefined })
    const lines = text.trimEnd().split('\n')
    expect(judged(lines)).toMatchObject({ organisation: 'acme', records: 22, findings: [] })
    expect(text).not.toContain('ABCDEFGH')
    for (let at = 0; at < lines.length; at++) {
      expect(judged(lines.toSpliced(at, 1)).findings, `without line ${at}`).not.toEqual([])
      const edited = lines.with(at, lines[at]!.replace(/[a-z](?=[^a-z]*$)/, '~'))
      expect(judged(edited).findings, `line ${at} edited`).not.toEqual([])
    }
  })

  it('exports CSV that no spreadsheet calculates, CEF and OTLP', async () => {
    const csv = await download('audit/decisions/export?form=csv&server=mail')
    expect(csv.split('\r\n')[1]).toContain(`,'=cmd|x,`)
    const cef = await download('audit/decisions/export?form=cef&server=mail')
    expect(cef).toContain('CEF:0|Portcullis|Portcullis|1|policy_denied|mail \\=cmd\\|x|'.replace('\\=', '='))
    expect(cef).toContain('cs1=\\=cmd|x')
    const otlp = JSON.parse((await download('audit/decisions/export?form=otlp&server=mail')).trimEnd())
    expect(otlp.resourceLogs[0].scopeLogs[0].logRecords[0]).toMatchObject({ severityText: 'WARN' })
    const changes = await download('audit/changes/export?form=jsonl')
    expect(changes.split('\n')[0]).toContain('"of":"changes"')
  })

  it('tells the question to people with a decision', async () => {
    const as = test.actor('viewer', 'globex')
    const path = '/organisations/globex/audit/decisions'
    const { body } = await test.call(`GET ${path}?approval=apr_1`, { as })
    expect(body.items).toMatchObject([
      { id: 'q2', effect: 'allow', approval: { id: 'apr_1', state: 'consumed', narrowed: true } },
      { id: 'q1', code: 'approval_pending', approval: { id: 'apr_1', state: 'pending', narrowed: false } },
    ])
    expect((await test.call(`GET ${path}?approval=apr_2`, { as })).body.items).toEqual([])
    expect((await test.call(`GET ${path}/g1`, { as })).body).not.toHaveProperty('approval')
    expect((await test.call(`GET ${path}/q2`, { as })).body.approval).toEqual(body.items[0].approval)
  })

  it('streams what is decided from now on, to whoever may see it', async () => {
    const headers = test.enter(test.actor('viewer'))
    const url = 'http://127.0.0.1:4101/api/v1/organisations/acme/audit/events'
    const response = await test.fetch(new Request(url, { headers }))
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
    await reader.read()
    audit.log.record(decision('s1'))
    audit.log.record(decision('s2', { organisation: 'globex' }))
    await audit.log.flush()
    await tail.read()
    const { value = '' } = await reader.read()
    expect(value).toContain('event: decision')
    expect(value).toContain('"id":"s1"')
    expect(value).not.toContain('s2')
    await reader.cancel()
    expect(
      (await test.call('GET /organisations/acme/audit/events', { as: test.actor('viewer', 'globex') })).status,
    ).toBe(404)
  })

  it('answers every filter quickly', async () => {
    if (name === 'PGlite') return
    const template = await test.control.audit.db.selectFrom('decisions').selectAll().executeTakeFirstOrThrow()
    const rows = Array.from({ length: ROWS }, (_, i) => ({
      ...template,
      ...{ organisation: 'globex', id: `x${i}`, at: START + i * 10, grant_id: `grt_${i % 50}`, tool: `tool_${i % 97}` },
      ...(i % 1000 === 0 && { effect: 'deny', code: 'policy_denied', line: '{}' }),
    }))
    for (let from = 0; from < rows.length; from += 1000)
      await test.control.audit.db
        .insertInto('decisions')
        .values(rows.slice(from, from + 1000))
        .execute()
    const as = { ...test.actor('viewer', 'globex'), operator: false }
    const slowest: [string, number][] = []
    for (const query of [
      '',
      'grant=grt_7',
      'effect=deny',
      'tool=tool_3',
      'text=tool_96',
      'outcome=cancelled',
      'risk=low',
    ]) {
      const begun = performance.now()
      const { status } = await test.call(`GET /organisations/globex/audit/decisions?${query}`, { as })
      expect(status).toBe(200)
      slowest.push([query, Math.round(performance.now() - begun)])
    }
    // The machine may be busy: what matters is that nothing takes seconds.
    for (const [query, took] of slowest) expect(took, query).toBeLessThan(5000)
    if (process.env['SHOW_TIMES'] !== undefined) console.info(name, slowest)
  }, 60_000)
})
