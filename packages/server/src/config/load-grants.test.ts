import { mintToken } from '../crypto/token.ts'
import { describeProblems, main } from './load.contract.ts'

const digest = 'a'.repeat(64)

describeProblems('grants and policies with problems', [
  {
    name: 'grants',
    text: [
      'grants:',
      '  - id: a',
      '    token: x',
      '  - id: b c',
      `    token_sha256: ${digest}`,
      '    expires: 2027-02-30T00:00:00Z',
      '  - id: a',
      '    token_sha256: pc_x',
    ].join('\n'),
    wanted: main(
      '2:5 error missing_key /grants/0/token_sha256',
      '3:5 error raw_token /grants/0/token',
      '4:9 error wrong_value /grants/1/id',
      '6:14 error wrong_value /grants/1/expires',
      '8:19 error wrong_value /grants/2/token_sha256',
    ),
  },
  {
    name: 'references of grants',
    text: [
      'servers: {shop: {url: "https://x.example"}}',
      'policies:',
      '  coupons: {version: "1", default: deny}',
      '  "bad id!": {version: "1", default: deny}',
      'grants:',
      '  - id: a',
      `    token_sha256: ${digest}`,
      '    servers: {shopp: coupon, shop: null}',
      `  - {id: a, token_sha256: ${digest}}`,
    ].join('\n'),
    wanted: main(
      '3:3 warning unused /policies/coupons',
      '4:3 error wrong_name /policies/bad id!',
      '4:3 warning unused /policies/bad id!',
      '8:15 error unknown_server /grants/0/servers/shopp',
      '8:22 error unknown_policy /grants/0/servers/shopp',
      '8:36 warning no_policy /grants/0/servers/shop',
      '9:10 error duplicate /grants/1/id',
      '9:27 error duplicate /grants/1/token_sha256',
    ),
  },
  { name: 'a token in a comment', text: `# ${mintToken()}\ndata: a\n`, wanted: main('1:3 error raw_token ') },
  {
    name: 'a token in a policy file',
    text: 'policies: {p: {file: p.json}}\n',
    files: { 'p.json': `{"version": "1", "default": "deny",\n "name": "${mintToken()}"}` },
    wanted: ['p.json:2:11 error raw_token ', 'portcullis.yaml:1:12 warning unused /policies/p'],
  },
  {
    name: 'a policy within the file, at the places of the file',
    text: [
      'policies:',
      '  p:',
      '    version: "1"',
      '    default: sometimes',
      '    tools:',
      '      a:',
      '        limits:',
      '          - {counter: c, window: minute, max: 9007199254740993, scope: grant}',
      '        denyif: []',
    ].join('\n'),
    wanted: main(
      '2:3 warning unused /policies/p',
      '4:14 error bad_value /policies/p/default',
      '8:47 error inexact_number /policies/p/tools/a/limits/0/max',
      '8:47 error bad_value /policies/p/tools/a/limits/0/max',
      '9:9 error unknown_key /policies/p/tools/a/denyif',
    ),
  },
  {
    name: 'policy files',
    text: 'policies:\n  p: {file: p.json}\n  q: {file: q.json}\n  r: {file: p.json, version: "1"}\n  s: {file: 3}\n',
    files: { 'p.json': '{"version": "1",\n  "default": "denyy"}' },
    wanted: [
      'p.json:2:14 error bad_value /default',
      ...main(
        '2:3 warning unused /policies/p',
        '3:3 warning unused /policies/q',
        '3:13 error unreadable /policies/q/file',
        '4:3 warning unused /policies/r',
        '4:21 error unknown_key /policies/r/version',
        '5:3 warning unused /policies/s',
        '5:13 error wrong_type /policies/s/file',
      ),
    ],
  },
])
