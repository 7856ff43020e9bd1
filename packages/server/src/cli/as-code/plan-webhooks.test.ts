import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { referenceTo } from '../../config/environment.ts'
import { folderOf, make, open, plan, put, RICH } from './folder-house.contract.ts'
import { planText } from './plan-text.ts'

describe('webhooks', () => {
  it('are changed, sent again and removed; what follows the host is a secret', async () => {
    const { session } = await open()
    const acme = session('acme')
    const folder = folderOf({ ...RICH, 'secret.txt': 'x' })
    await make(acme, folder, await plan(acme, folder))
    put(folder, 'webhooks/siem.yaml', 'label: SIEM\nurl: https://other.example.com/\nevents: [kill]\n')
    rmSync(join(folder, 'webhooks/chat.yaml'))
    const next = await plan(acme, folder, { prune: true })
    expect(planText(next)).toBe(
      [
        '~ webhook SIEM is changed (webhooks/siem.yaml)',
        '    events: ["change","kill"] → ["kill"]',
        '    url: https://siem.example.com → https://other.example.com',
        '- webhook Chat is removed',
        '1 to edit, 1 to remove.\n',
      ].join('\n'),
    )
    await make(acme, folder, next)
    expect((await plan(acme, folder)).changes).toEqual([])
    put(folder, 'webhooks/siem.yaml', `label: SIEM\nurl: https://other.example.com/hook\nevents: [kill]\n`)
    await expect(make(acme, folder, await plan(acme, folder))).rejects.toThrow('url is a secret in clear')
    put(folder, 'webhooks/siem.yaml', `label: SIEM\nurl: ${referenceTo('CHAT_URL')}\nevents: [kill]\n`)
    expect((await plan(acme, folder)).changes).toEqual([])
    const again = (await plan(acme, folder, { secrets: true })).changes.filter(({ kind }) => kind === 'webhook')
    expect(again.map(({ differences }) => differences)).toEqual([
      [{ field: 'url', before: '(not shown)', after: '(sent again)' }],
    ])
    await make(acme, folder, { changes: again, unwanted: [] })
    const { body } = await acme.ask('webhooks.list', { params: { organisation: 'acme' } })
    expect(body.items.map(({ url }) => url)).toEqual(['https://chat.example.com/…'])
  })
})
