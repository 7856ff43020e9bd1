import { expect, it } from 'vitest'
import { adminHosts } from './hosts.ts'
import { accepted, load } from './load.contract.ts'

const hosts = async (text: string) => {
  const { settings } = accepted(await load(text, {}))
  return [...adminHosts(settings, settings.listen.admin?.port ?? 0)].sort()
}

it('the control plane is known by its address, its public name, and what else is named', async () => {
  expect(await hosts('data: x\n')).toEqual(['127.0.0.1:4101', '[::1]:4101', 'localhost:4101'])
  const named =
    'listen: {admin: "0.0.0.0:443"}\nadmin: {public_url: "https://p.example", allowed_hosts: [q.example]}\ncatalogue: {public_url: "http://c.example"}\n'
  expect(await hosts(named)).toEqual(
    ['127.0.0.1', '127.0.0.1:443', '[::1]', '[::1]:443', 'localhost', 'localhost:443', 'p.example', 'q.example'].sort(),
  )
  expect(await hosts('listen: {admin: off}\n')).toEqual([])
})
