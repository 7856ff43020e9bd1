/** Proxies that know nothing of policies: nginx, haproxy, and what Node gives. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort, isInstalled, startListening, startOwn } from '../processes.ts'
import {
  BARE,
  EVENTS_PATH,
  HAPROXY,
  JSON_PATH,
  NGINX,
  NGINX_EVENTS,
  NGINX_TLS,
  type Place,
  RELAY,
  SDK,
  type Starter,
  type Way,
} from '../way.ts'

const nginxConfiguration = (ports: { plain: number; tls: number }, { upstream, identity }: Place): string => {
  const locations = `
    location / { proxy_pass http://mcp; proxy_http_version 1.1; proxy_set_header Connection ""; }
    location ${EVENTS_PATH} { proxy_pass http://mcp; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_buffering off; }`
  const tls = identity && `ssl_certificate ${identity.certificateFile}; ssl_certificate_key ${identity.keyFile};`
  return `daemon off; master_process off; worker_rlimit_nofile 24000; pid nginx.pid; error_log stderr error;
events { worker_connections 12000; }
http {
  access_log off; keepalive_requests 100000000; client_body_buffer_size 64k;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  upstream mcp { server 127.0.0.1:${upstream.port}; keepalive 256; keepalive_requests 100000000; }
  server { listen 127.0.0.1:${ports.plain}; ${locations} }
  ${tls ? `server { listen 127.0.0.1:${ports.tls} ssl; ${tls} ${locations} }` : ''}
}
`
}

const nginx: Starter = {
  names: [NGINX, NGINX_EVENTS, NGINX_TLS],
  async start(place) {
    if (!isInstalled('nginx', '-v')) throw new Error('nginx is not installed')
    const { core, folder, identity } = place
    const [plain, tls] = [await freePort(), await freePort()]
    const prefix = join(folder, 'nginx')
    mkdirSync(prefix)
    writeFileSync(join(prefix, 'nginx.conf'), nginxConfiguration({ plain, tls }, place))
    const { pid } = await startListening(['nginx', '-p', prefix, '-c', 'nginx.conf'], core, plain)
    const ways: Way[] = [
      { name: NGINX, port: plain, path: JSON_PATH, pid },
      { name: NGINX_EVENTS, port: plain, path: EVENTS_PATH, pid },
    ]
    if (identity !== undefined)
      ways.push({ name: NGINX_TLS, port: tls, path: JSON_PATH, pid, certificate: identity.certificate })
    return ways
  },
}

const haproxyConfiguration = (port: number, upstream: number): string => `global
  nbthread 1
  maxconn 4096
defaults
  mode http
  option http-keep-alive
  http-reuse always
  timeout connect 5s
  timeout client 60s
  timeout server 60s
listen mcp
  bind 127.0.0.1:${port}
  server upstream 127.0.0.1:${upstream} pool-max-conn -1
`

const haproxy: Starter = {
  names: [HAPROXY],
  async start({ upstream, core, folder }) {
    if (!isInstalled('haproxy', '-v')) throw new Error('haproxy is not installed')
    const port = await freePort()
    const file = join(folder, 'haproxy.cfg')
    writeFileSync(file, haproxyConfiguration(port, upstream.port))
    const { pid } = await startListening(['haproxy', '-db', '-f', file], core, port)
    return [{ name: HAPROXY, port, path: JSON_PATH, pid }]
  },
}

const ofNode = (name: string, script: string): Starter => ({
  names: [name],
  async start({ upstream, core }) {
    const { pid, port } = await startOwn(script, core, { BENCH_UPSTREAM_PORT: String(upstream.port) })
    return [{ name, port, path: JSON_PATH, pid }]
  },
})

export const proxies: readonly Starter[] = [
  nginx,
  haproxy,
  ofNode(RELAY, 'net-proxy.ts'),
  ofNode(BARE, 'bare-proxy.ts'),
  ofNode(SDK, 'sdk-proxy.ts'),
]
