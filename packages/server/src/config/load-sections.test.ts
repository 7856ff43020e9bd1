import { describeProblems, main } from './load.contract.ts'

describeProblems('sections with problems', [
  { name: 'an empty file', text: '', wanted: main('1:1 error empty ') },
  { name: 'a file of comments', text: '# nothing\n', wanted: main('1:1 error empty ') },
  { name: 'a list', text: '- a\n', wanted: main('1:1 error wrong_type ') },
  { name: 'a bracket that is not closed', text: 'servers:\n  a: [1\n', wanted: main('3:1 error yaml_syntax ') },
  { name: 'a key twice', text: 'data: a\ndata: b\n', wanted: main('2:1 error duplicate_key ') },
  { name: 'two documents', text: 'data: a\n---\ndata: b\n', wanted: main('2:1 error yaml_syntax ') },
  { name: 'a tag', text: 'data: !secret a\n', wanted: main('1:7 error yaml_syntax ') },
  {
    name: 'unknown keys',
    text: 'lissten:\n  mcp: 127.0.0.1:1\nlimits:\n  max_bodi: 1MiB\nlisten:\n  metrics: 127.0.0.1:1\n',
    wanted: main(
      '1:1 error unknown_key /lissten',
      '4:3 error unknown_key /limits/max_bodi',
      '6:3 error unknown_key /listen/metrics',
    ),
  },
  {
    name: 'wrong types',
    text: 'limits: 3\ngrants: {}\nservers: [a]\nwatch: yes\ndata:\npolicies:\n  p: 4\n',
    wanted: main(
      '1:9 error wrong_type /limits',
      '2:9 error wrong_type /grants',
      '3:10 error wrong_type /servers',
      '4:8 error wrong_value /watch',
      '5:1 error wrong_type /data',
      '7:6 error wrong_type /policies/p',
    ),
  },
  {
    name: 'sizes, counts and durations',
    text: 'limits:\n  max_body: 1MB\n  max_depth: 3\n  headers_timeout: 10\n  keep_alive: 90d\n',
    wanted: main(
      '2:13 error wrong_value /limits/max_body',
      '3:14 error out_of_range /limits/max_depth',
      '4:20 error wrong_type /limits/headers_timeout',
      '5:15 error wrong_value /limits/keep_alive',
    ),
  },
  {
    name: 'a part that is larger than the whole',
    text: 'limits: {max_body: 64MiB}\n',
    wanted: main('1:20 error out_of_range /limits/max_body'),
  },
  {
    name: 'a listener that others can reach in clear text',
    text: 'listen:\n  mcp: 0.0.0.0:4100\n',
    wanted: main('2:8 error exposed_listener /listen/mcp', '2:8 warning no_host /listen/mcp'),
  },
  {
    name: 'a public URL that is not encrypted',
    text: 'listen: {mcp: "[::]:1"}\npublic_url: http://x.example\n',
    wanted: main('2:13 error exposed_listener /public_url'),
  },
  {
    name: 'a catalogue under a name that nothing says',
    text: 'listen:\n  catalogue: 0.0.0.0:4102\n',
    wanted: main('2:14 warning no_host /listen/catalogue'),
  },
  {
    name: 'a control plane that others reach without TLS',
    text: 'listen:\n  admin: 0.0.0.0:4101\n',
    wanted: main('2:10 error exposed_listener /listen/admin'),
  },
  {
    name: 'a control plane whose address is not encrypted',
    text: 'listen: {admin: "[::]:1"}\nadmin: {public_url: "http://x.example"}\n',
    wanted: main('2:21 error exposed_listener /admin/public_url'),
  },
  {
    name: 'a database that is none',
    text: 'database: mysql://x/y\n',
    wanted: main('1:11 error wrong_value /database'),
  },
  {
    name: 'a database whose password stands in the file',
    text: 'database: "postgres://me:secret@db/x"\n',
    wanted: main('1:11 warning literal_secret /database'),
  },
  {
    name: 'a catalogue with an address that is none',
    text: 'listen: {catalogue: none}\ncatalogue: {public_url: "https://x.example/path", own_servers: maybe}\n',
    wanted: main(
      '1:21 error wrong_value /listen/catalogue',
      '2:25 error wrong_value /catalogue/public_url',
      '2:64 error wrong_type /catalogue/own_servers',
    ),
  },
  {
    name: 'addresses',
    text: 'listen: {mcp: "example.com:1"}\npublic_url: "ftp://x"\n',
    wanted: main('1:15 error wrong_value /listen/mcp', '2:13 error wrong_value /public_url'),
  },
  {
    name: 'hosts, origins and proxies',
    text: [
      'allowed_hosts: [A.example, "http://x", "x.example/"]',
      'allowed_origins: ["*", "https://x.example/", "null"]',
      'trusted_proxies: [10.0.0.1/8, 0.0.0.0/0, x, fd00::/8]',
    ].join('\n'),
    wanted: main(
      '1:17 error wrong_value /allowed_hosts/0',
      '1:28 error wrong_value /allowed_hosts/1',
      '1:40 error wrong_value /allowed_hosts/2',
      '2:19 error wrong_value /allowed_origins/0',
      '2:24 error wrong_value /allowed_origins/1',
      '2:46 error wrong_value /allowed_origins/2',
      '3:19 error wrong_value /trusted_proxies/0',
      '3:31 error wrong_value /trusted_proxies/1',
      '3:42 error wrong_value /trusted_proxies/2',
    ),
  },
  {
    name: 'a key that is missing',
    text: 'tls: {cert: c.pem, key: k.pem}\n',
    files: { 'c.pem': 'x' },
    wanted: main('1:25 error unreadable /tls/key'),
  },
  {
    name: 'a certificate that is none',
    text: 'tls: {cert: c.pem, key: c.pem}\n',
    files: { 'c.pem': 'x' },
    wanted: main('1:6 error wrong_certificate /tls'),
  },
])
