/** Addresses that are refused one by one, where everything else is let through. */
import { parsePathText } from '@portcullis/engine'
import type { Draft, FindingKind } from '../finding.ts'
import type { Subject } from '../subject.ts'

const ADDRESS_OPS: ReadonlySet<string> = new Set(['in_cidr', 'host_in'])

export const addressDenyList: FindingKind = {
  code: 'address_deny_list',
  severity: 'note',
  title: 'A deny list of addresses',
  why: 'A list of addresses that are refused does not control where calls go. The same host has other addresses: of IPv6 (NAT64 `64:ff9b::/96`, 6to4 `2002::/16`), a name that resolves to a private address, or another one after a redirect; and an operator looks at the text of the argument alone. List what is allowed, with `require` and `host_in`, and let the network of the server that dials refuse the rest.',
  find,
  example: {
    policy: {
      version: '1',
      default: 'deny',
      tools: {
        fetch: { deny_if: [{ conditions: [{ path: 'args.url', op: 'host_in', value: ['169.254.169.254'] }] }] },
      },
    },
    mended: {
      version: '1',
      default: 'deny',
      tools: {
        fetch: { require: [{ conditions: [{ path: 'args.url', op: 'host_in', value: ['docs.example.com'] }] }] },
      },
    },
  },
}

function find({ guards }: Subject): readonly Draft[] {
  return guards.flatMap(({ path, comparison, opens }) => {
    const read = parsePathText(comparison.path)
    // Where a call comes from is another matter: that address is the one that was dialled.
    if (opens || !ADDRESS_OPS.has(comparison.op) || !read.ok || read.value.root !== 'args') return []
    const message = `${comparison.path} passes with every other address, name or spelling of the same host`
    const remedy =
      'List the hosts that are allowed, with "require" and "host_in"; close the network of the server, too.'
    return [{ path: [...path, 'op'], message, remedy }]
  })
}
