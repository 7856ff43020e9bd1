import { describe, expect, it } from 'vitest'
import { redirectProblem, redirectTarget, sameRedirect } from './redirect-uri.ts'

describe('addresses of answers', () => {
  it('are compared as texts, but for the port of a program on this machine', () => {
    expect(sameRedirect('https://a.example/cb', 'https://a.example/cb')).toBe(true)
    expect(sameRedirect('https://a.example/cb', 'https://a.example/cb/')).toBe(false)
    expect(sameRedirect('https://a.example/cb', 'https://a.example:444/cb')).toBe(false)
    expect(sameRedirect('http://localhost/cb', 'http://localhost:3334/cb')).toBe(true)
    expect(sameRedirect('http://localhost/cb', 'http://127.0.0.1:3334/cb')).toBe(false)
    expect(sameRedirect('http://127.0.0.1:1/cb', 'http://127.0.0.1:2/other')).toBe(false)
    expect(sameRedirect('http://127.0.0.1/', 'http://127.0.0.1:5@evil.example/')).toBe(false)
  })

  it('run nothing, and say where they lead', () => {
    for (const uri of [
      'javascript:alert(1)',
      'javascript://a%0aalert(1)',
      'data:text/html,x',
      'file:///etc',
      'http://a.example',
    ])
      expect(redirectProblem(uri)).toBeDefined()
    expect(redirectProblem('cursor://anysphere.cursor-mcp/oauth/callback')).toBeUndefined()
    expect(redirectTarget('cursor://x/y')).toEqual({ host: 'cursor:', kind: 'program' })
    expect(redirectTarget('https://a.example:8443/x')).toEqual({ host: 'a.example:8443', kind: 'site' })
  })
})
