import { expect, it } from 'vitest'
import { accepted, describeProblems, load, main } from './load.contract.ts'

it('resolves where it is counted', async () => {
  expect(accepted(await load('data: state')).settings.sharedCounters).toBeUndefined()
  const shared = await load(
    'counters: {store: redis, url: "rediss://redis.internal:6380", class: replicated, timeout: 200ms}',
  )
  expect(accepted(shared).settings.sharedCounters).toEqual({
    ...{ url: 'rediss://redis.internal:6380', class: 'replicated', cluster: false },
    ...{ prefix: 'portcullis', timeout: 200, gateways: 10 },
  })
  expect(
    accepted(await load('counters: {store: redis, url: "unix:///run/redis.sock"}')).settings.sharedCounters,
  ).toMatchObject({ url: 'unix:///run/redis.sock', class: 'strict' })
})

describeProblems('counters with problems', [
  { name: 'nowhere', text: 'counters: {store: redis}\n', wanted: main('1:11 error wrong_combination /counters') },
  {
    name: 'a URL for nothing',
    text: 'counters: {url: "redis://a"}\n',
    wanted: main('1:17 error wrong_combination /counters/url'),
  },
  {
    name: 'another kind of URL',
    text: 'counters: {store: redis, url: "https://redis"}\n',
    wanted: main('1:31 error wrong_value /counters/url'),
  },
  {
    name: 'a cluster behind a socket',
    text: 'counters: {store: redis, cluster: true, url: "unix:///run/redis.sock"}\n',
    wanted: main('1:46 error wrong_combination /counters/url'),
  },
  {
    name: 'a password that everyone reads',
    text: 'counters: {store: redis, url: "redis://:secret@redis"}\n',
    wanted: main('1:31 warning literal_secret /counters/url'),
  },
])
