import { describe, expect, it } from 'vitest'
import { namesAgree } from './belongs.ts'

describe('a package is a repository’s own', () => {
  it.each([
    ['@supabase/mcp-server-supabase', 'github.com/supabase-community/supabase-mcp#packages/mcp-server-supabase'],
    ['awslabs.bedrock-kb-retrieval-mcp-server', 'github.com/awslabs/mcp#src/bedrock-kb-retrieval-mcp-server'],
    ['TimeMcpServer', 'github.com/domdomegg/time-mcp-nuget'],
    ['cli-mcp-server', 'github.com/mladensu/cli-mcp-server'],
    ['webflow-mcp-server', 'github.com/timkjones/mcp-webflow'],
  ])('%s of %s', (pkg, repository) => {
    expect(namesAgree(pkg, repository)).toBe(true)
  })

  it.each([
    ['mcp-server', 'github.com/arjunbhuptani/sparkmango'],
    ['supabase-mcp', 'github.com/cappahccino/sb-mcp'],
    ['mcp-echo-server', 'github.com/bharath-krishna/mcp-test'],
  ])('%s is not of %s', (pkg, repository) => {
    expect(namesAgree(pkg, repository)).toBe(false)
  })
})
