import { describe, expect, test } from 'vitest'
import { adminHosts } from './hosts.ts'
import { accepted, here, load, main, places } from './load.contract.ts'

const TEXT = `listen: { mcp: "0.0.0.0:4100", admin: "0.0.0.0:4101" }
public_url: https://mcp.example
admin: { public_url: "https://portcullis.example" }
gateways: { address: "http://\${POD_IP}:4100" }
`
const inPod = (POD_IP: string) => load(TEXT, {}, { ...here, environment: { ...here.environment, POD_IP } })

describe('the address among gateways', () => {
  test('may come from the environment, and is a name under which the control plane is scraped', async () => {
    const { settings } = accepted(await inPod('10.1.2.3'))
    expect(settings.gateways.address).toBe('http://10.1.2.3:4100')
    expect(adminHosts(settings, 4101)).toContain('10.1.2.3:4101')
    expect(adminHosts(settings, 4101)).not.toContain('10.1.2.3:4100')
  })

  test('is refused where the variable is not set, or what comes of it is no origin', async () => {
    expect(places(await load(TEXT))).toContainEqual(main('4:22 error unset_variable /gateways/address')[0])
    expect(places(await inPod('10.1.2.3/x'))).toContainEqual(main('4:22 error wrong_value /gateways/address')[0])
  })
})
