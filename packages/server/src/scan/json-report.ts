/** A scan as JSON. */
import { plain, type StackReport } from '@portcullis/catalogue'
import { visibleJson } from '../ports/safe-text.ts'
import type { ScannedServer, ScanReport } from './scan-report.ts'

function serverJson({ configured, member, place, origin, slug, confidence, way, asked }: ScannedServer) {
  const { launch, url, transport, environment, headers, secrets, disabled, command } = configured
  return {
    name: member,
    path: place.path,
    line: place.line,
    origin,
    transport,
    ...(command !== undefined && { command: [command.program, ...command.args] }),
    ...(launch.package !== undefined && { package: launch.package }),
    ...(launch.repository !== undefined && { repository: launch.repository }),
    ...((url ?? launch.url) !== undefined && { url: url ?? launch.url }),
    environment,
    headers,
    secretsInArguments: secrets,
    disabled,
    ...(slug !== undefined && { entry: slug, confidence }),
    ...(way !== undefined && { way }),
    ...(asked !== undefined && { asked }),
  }
}

function stackJson({ verdict, combinations, findings, ...rest }: StackReport) {
  return {
    verdict: plain(verdict),
    risk: rest.risk ?? null,
    counts: rest.counts,
    combinations: combinations.map(({ path, breaks, ...one }) => ({
      ...one,
      path: path.map(plain),
      breaks: plain(breaks),
    })),
    findings: findings.map(({ says, remedy, ...one }) => ({ ...one, says: plain(says), remedy: plain(remedy) })),
    tools: rest.tools,
    policies: rest.policies,
  }
}

/** One object: files, stacks with everything that was found, ways around the gateway. */
export function jsonReport(report: ScanReport): string {
  const { version, files, unread, stacks, gateway, bypasses, remedies } = report
  const value = {
    portcullis: version,
    files,
    unread,
    ...(gateway !== undefined && { gateway }),
    stacks: stacks.map(({ client, title, project, servers, report: stack }) => ({
      client,
      title,
      ...(project !== undefined && { project }),
      servers: servers.map(serverJson),
      ...stackJson(stack),
    })),
    bypasses: bypasses.map(({ stack, client, server, way, instead }) => ({
      stack,
      client,
      server: server.member,
      path: server.place.path,
      line: server.place.line,
      way,
      instead,
    })),
    remedies: remedies.map(({ path, language, text, note }) => ({ path, language, text, note })),
  }
  return `${visibleJson(value, 2)}\n`
}
