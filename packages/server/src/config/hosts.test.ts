import { describe, expect, test } from 'vitest'
import { catalogueHosts } from './hosts.ts'
import { accepted, load } from './load.contract.ts'

const hosts = async (text: string): Promise<readonly string[]> => {
  const { settings } = accepted(await load(text))
  return [...catalogueHosts(settings, settings.listen.catalogue?.port ?? 0)].sort()
}

describe('hosts of the catalogue', () => {
  test('are those of its listener, of its public address, and those that are named', async () => {
    expect(await hosts('data: x\n')).toEqual(['127.0.0.1:4102', '[::1]:4102', 'localhost:4102'])
    expect(
      await hosts(
        'listen: {catalogue: "10.0.0.7:80"}\ncatalogue: {public_url: "https://c.example", allowed_hosts: [d.example]}\n',
      ),
    ).toEqual(['10.0.0.7', '10.0.0.7:80', 'c.example', 'd.example'])
  })

  test('are none where it is switched off', async () => {
    expect(await hosts('listen: {catalogue: off}\n')).toEqual([])
  })
})
