import { describe, expect, it } from 'vitest'
import {
  namedMethod,
  offerOf,
  permits,
  permitsCompletion,
  permitsItem,
  permitsMethod,
  permitsQuestion,
  permitsTemplate,
  permitsUnknownMethod,
} from './permits.ts'
import type { SurfaceRules } from './surface-rules.ts'
import { compileSurfaces } from './surfaces.ts'

const policy = (...documents: readonly SurfaceRules[]) => ({
  surfaces: documents.map((rules, index) => compileSurfaces(rules, { id: `d${index}`, version: 'v' })),
})
const DENY: SurfaceRules = { default: 'deny' }
const ALLOW: SurfaceRules = { default: 'allow' }

describe('resources and prompts', () => {
  const resources = policy({
    default: 'deny',
    resources: { allow: ['file:///srv/**'], deny: ['file:///srv/private/**'], hide: ['file:///srv/**/secret*'] },
    prompts: { allow: ['sum_*'], deny: ['sum_payroll'], hide: ['admin*'] },
  })

  it.each([
    ['file:///srv/a', 'allow', '/resources/allow/0'],
    ['file:///etc/passwd', 'deny', '(default deny)'],
    ['file:///srv/private/a', 'deny', '/resources/deny/0'],
    ['file:///srv/PRIVATE/a', 'deny', '/resources/deny/0'],
    ['file:///srv//private/a', 'deny', '/resources/deny/0'],
    ['file:///srv/private%2Ba', 'allow', '/resources/allow/0'],
    ['file:///srv/private', 'deny', '/resources/deny/0'],
    ['file:///srv/private?x', 'deny', '/resources/deny/0'],
    ['file:///srv/a/secret.txt', 'hidden', '/resources/hide/0'],
    ['file:///srv/a/Secret.txt', 'hidden', '/resources/hide/0'],
    ['file:///srv/../etc', 'malformed', '/resources'],
    ['FILE:///srv/a', 'malformed', '/resources'],
  ])('%s: %s by %s', (uri, effect, rule) => {
    expect(permitsItem(resources, 'resources', uri)).toMatchObject({
      effect,
      rule,
      document: { id: 'd0', version: 'v' },
    })
  })

  it.each([
    ['sum_sales', 'allow'],
    ['SUM_sales', 'deny'],
    ['sum_payroll', 'deny'],
    ['sum_Payroll', 'deny'],
    ['other', 'deny'],
    ['Admin_x', 'hidden'],
  ])('the prompt %s: %s', (name, effect) => {
    expect(permitsItem(resources, 'prompts', name).effect).toBe(effect)
  })

  it.each([
    ['file:///srv/{name}', 'allow'],
    ['file:///{+path}', 'allow'],
    ['file:///srv/private/{name}', 'deny'],
    ['file:///srv/x/secret{name}', 'hidden'],
    ['note://{id}', 'deny'],
  ])('the template %s: %s', (template, effect) => {
    expect(permitsTemplate(resources, template).effect).toBe(effect)
  })

  it('judges any spelling where no pattern is written', () => {
    expect(permitsItem(policy(ALLOW), 'resources', 'FILE:///x').effect).toBe('allow')
    expect(permitsItem(policy({ default: 'deny', resources: { default: 'allow' } }), 'resources', 'x').rule).toBe(
      '/resources/default',
    )
  })

  it('is closed as a whole only where nothing can pass', () => {
    expect(permits(policy(DENY), 'resources')).toEqual({
      allowed: false,
      rule: '(default deny)',
      document: { id: 'd0', version: 'v' },
    })
    expect(permits(resources, 'resources').allowed).toBe(true)
  })

  it('takes the most restrictive of several documents', () => {
    const both = policy(
      { default: 'allow', resources: { deny: ['file:///srv/private/**'], hide: ['vault://**'] } },
      { default: 'deny', resources: { allow: ['file:///srv/**', 'vault://**'] } },
    )
    expect(permitsItem(both, 'resources', 'file:///srv/a')).toMatchObject({ effect: 'allow' })
    expect(permitsItem(both, 'resources', 'file:///srv/private/a')).toMatchObject({
      effect: 'deny',
      document: { id: 'd0', version: 'v' },
    })
    expect(permitsItem(both, 'resources', 'file:///etc/a')).toMatchObject({
      effect: 'deny',
      document: { id: 'd1', version: 'v' },
    })
    expect(permitsItem(both, 'resources', 'vault://a').effect).toBe('hidden')
  })
})

describe('completion and methods', () => {
  const some = policy({ default: 'deny', prompts: { allow: ['sum_*'] }, resources: { allow: ['t://a/*'] } })

  it('lets what may be used be completed', () => {
    expect(permitsCompletion(some, { type: 'ref/prompt', name: 'sum_x' }).effect).toBe('allow')
    expect(permitsCompletion(some, { type: 'ref/prompt', name: 'other' }).effect).toBe('deny')
    expect(permitsCompletion(some, { type: 'ref/resource', uri: 't://a/{id}' }).effect).toBe('allow')
    expect(permitsCompletion(some, { type: 'ref/resource', uri: 't://b/{id}' }).effect).toBe('deny')
    expect(permitsCompletion(some, { type: 'ref/other' }).effect).toBe('deny')
    const partly = policy({ default: 'allow', prompts: { deny: ['x'] } })
    expect(permitsCompletion(partly, { Type: 'ref/prompt', Name: 'x' }).effect).toBe('deny')
    expect(permitsCompletion(policy(ALLOW), { type: 'ref/other' }).effect).toBe('allow')
    const closed = policy({ default: 'allow', methods: { 'completion/complete': 'deny' } })
    expect(permitsCompletion(closed, { type: 'ref/prompt', name: 'sum_x' }).rule).toBe('/methods/completion~1complete')
  })

  it('goes by the name, else by the default', () => {
    const named = policy({ default: 'deny', methods: { 'logging/setLevel': 'allow' } })
    expect(permitsMethod(named, 'logging/setLevel').effect).toBe('allow')
    expect(permitsMethod(named, 'tasks/get').effect).toBe('deny')
    expect(namedMethod(named, 'tasks/get')).toBeUndefined()
  })

  it('lets an unknown method pass only where a document allows it and none refuses it', () => {
    const allowing: SurfaceRules = { default: 'deny', methods: { 'skills/list': 'allow' } }
    expect(permitsUnknownMethod(policy(ALLOW), 'skills/list').rule).toBe('(unknown method)')
    expect(permitsUnknownMethod(policy(allowing), 'skills/list').effect).toBe('allow')
    expect(permitsUnknownMethod(policy(allowing), 'skills/get').effect).toBe('deny')
    expect(permitsUnknownMethod(policy(ALLOW, allowing), 'skills/list').effect).toBe('allow')
    expect(permitsUnknownMethod(policy(DENY, allowing), 'skills/list').effect).toBe('deny')
  })
})

describe('what servers ask', () => {
  const ask = (rules: SurfaceRules, method: string, params: object) =>
    permitsQuestion(policy(rules), method, { ...params })?.effect
  const url = (address: string) => ({ mode: 'url', url: address, message: 'Log in', elicitationId: '1' })

  it('follows the default where nothing is written', () => {
    expect(ask(DENY, 'elicitation/create', { message: 'Name?' })).toBe('deny')
    expect(ask(ALLOW, 'sampling/createMessage', {})).toBe('allow')
    expect(ask({ default: 'deny', roots: 'allow' }, 'roots/list', {})).toBe('allow')
    expect(ask(ALLOW, 'ping', {})).toBeUndefined()
  })

  it('tells forms from pages', () => {
    const formOnly: SurfaceRules = { default: 'deny', elicitation: { form: 'allow' } }
    expect(ask(formOnly, 'elicitation/create', { message: 'Name?' })).toBe('allow')
    expect(ask(formOnly, 'elicitation/create', { mode: 'form' })).toBe('allow')
    expect(ask(formOnly, 'elicitation/create', url('https://a.example/x'))).toBe('deny')
    expect(ask(formOnly, 'elicitation/create', { url: 'https://a.example/x' })).toBe('deny')
    expect(ask(formOnly, 'elicitation/create', { mode: 'voice' })).toBe('deny')
    expect(ask(formOnly, 'elicitation/create', { mode: ['url'] })).toBe('deny')
  })

  it.each([
    ['https://accounts.example.com/login?x=1', 'allow'],
    ['https://accounts.example.com', 'allow'],
    ['https://accounts.example.com:8443/', 'allow'],
    ['https://a.b.billing.example/x', 'allow'],
    ['https://billing.example/x', 'deny'],
    ['https://xbilling.example/x', 'deny'],
    ['https://pay.example:8443/x', 'allow'],
    ['https://pay.example/x', 'deny'],
    ['http://accounts.example.com/login', 'deny'],
    ['http://localhost:3000/x', 'allow'],
    ['https://accounts.example.com@evil.test/', 'deny'],
    ['https://evil.test\\@accounts.example.com/', 'deny'],
    ['https://evil.test/#accounts.example.com', 'deny'],
    ['HTTPS://accounts.example.com/', 'deny'],
    ['https://Accounts.example.com/', 'deny'],
    ['https://accounts.example.com./', 'deny'],
    ['javascript:alert(1)', 'deny'],
    ['file:///etc/passwd', 'deny'],
    ['', 'deny'],
  ])('the page %s: %s', (address, effect) => {
    const hosts = ['accounts.example.com', '*.billing.example', 'pay.example:8443', 'localhost']
    expect(ask({ default: 'deny', elicitation: { url: { hosts } } }, 'elicitation/create', url(address))).toBe(effect)
  })

  it('bounds what the client’s model may write', () => {
    const bounded: SurfaceRules = { default: 'deny', sampling: { max_tokens: 1000 } }
    const sample = (maxTokens: unknown) => ask(bounded, 'sampling/createMessage', { maxTokens })
    expect(sample(1000)).toBe('allow')
    for (const wanted of [1001, undefined, null, '10', -1, 1.5, Number.MAX_VALUE]) expect(sample(wanted)).toBe('deny')
  })

  it('offers nothing that would be refused in any case', () => {
    expect(offerOf(policy(DENY))).toEqual({
      elicitationForm: false,
      elicitationUrl: false,
      sampling: false,
      roots: false,
      tasks: false,
    })
    const some = policy({
      default: 'deny',
      elicitation: { url: { hosts: ['a.example'] } },
      sampling: { max_tokens: 5 },
    })
    expect(offerOf(some)).toMatchObject({ elicitationForm: false, elicitationUrl: true, sampling: true, roots: false })
    expect(offerOf(policy(ALLOW, DENY)).sampling).toBe(false)
  })
})
