import { AjvJsonSchemaValidator } from '@modelcontextprotocol/server/validators/ajv'
import { describe, expect, test } from 'vitest'
import { sampleKnowledge } from '../sample.contract.ts'
import { openApiOf } from './openapi.ts'
import { apiRoutes } from './routes.ts'

const app = apiRoutes(sampleKnowledge())
const description = JSON.parse(JSON.stringify(openApiOf('http://127.0.0.1:4102')))

/** Holds a value against a shape of the description that is served. */
function expectShape(name: string, value: unknown): void {
  const text = JSON.stringify({ $ref: `#/components/schemas/${name}`, $defs: description.components.schemas })
  const schema = JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/'))
  const result = new AjvJsonSchemaValidator().getValidator(schema)(value)
  expect(result.valid ? '' : result.errorMessage).toBe('')
}

const post = (body: string, type = 'application/json') =>
  app.request('/stack', { method: 'POST', headers: { 'content-type': type }, body })

describe('answers are as they are described', () => {
  test.each([
    ['/search?q=ordrs', 'Search'],
    ['/search?kind=tool&risk=critical&category=destructive&transport=stdio&official=true', 'Search'],
    ['/servers/acme-shop-mcp', 'Server'],
    ['/servers/pypi-quiet', 'Server'],
    ['/servers/acme-shop-mcp/tools/delete_order', 'Tool'],
    ['/servers/acme-shop-mcp/tools/refund-payment', 'Tool'],
    ['/risks', 'Risks'],
    ['/attacks', 'Attacks'],
    ['/attacks/rug-pull', 'Attack'],
    ['/stats', 'Stats'],
  ])('%s', async (path, shape) => {
    const answer = await app.request(path)
    expect(answer.status).toBe(200)
    expectShape(shape, await answer.json())
  })

  test('a stack', async () => {
    const config = {
      mcpServers: { shop: { command: 'npx', args: ['-y', '@acme/shop-mcp'], env: { KEY: 's3cret-value' } } },
    }
    const answer = await post(
      JSON.stringify({ servers: ['remote-mcp-mail-example-mcp'], config: JSON.stringify(config) }),
    )
    const report = await answer.json()
    expect(report).not.toHaveProperty('detail')
    expectShape('Stack', report)
    expect(report.counts).toMatchObject({ servers: 2, tools: 4 })
    expect(report.share).toContain('/stack?s=')
    expect(JSON.stringify(report)).not.toContain('s3cret')
  })

  test('a tool that is not there has a problem that says what to do', async () => {
    for (const path of ['/servers/klaviio', '/servers/acme-shop-mcp/tools/__proto__', '/attacks/none', '/x']) {
      const answer = await app.request(path)
      expect(answer.status).toBe(404)
      expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/)
      expectShape('Problem', await answer.json())
    }
  })
})

describe('questions that do not fit are refused with a reason', () => {
  test.each([
    ['/search?category=nice', 400, 'Destructive'],
    ['/search?limit=1000', 400, '1 to 100'],
    ['/search?official=perhaps', 400, 'true, false'],
  ])('%s', async (path, status, reason) => {
    const answer = await app.request(path)
    expect(answer.status).toBe(status)
    expect((await answer.json()).detail).toContain(reason)
  })

  test.each([
    ['{"servers":["nobody"]}', 'application/json', 422],
    ['{"config":"not json at all {"}', 'application/json', 422],
    ['{}', 'application/json', 422],
    ['{"more":1}', 'application/json', 422],
    ['{', 'application/json', 400],
    ['{}', 'text/plain', 415],
  ])('a stack %s as %s', async (body, type, status) => {
    const answer = await post(body, type)
    expect(answer.status).toBe(status)
    expectShape('Problem', await answer.json())
  })
})
