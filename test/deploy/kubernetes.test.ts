/** The manifests, against the schemas of Kubernetes and of the Prometheus operator, and against one another. */
import { readdirSync } from 'node:fs'
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor'
import { StatefulSet } from 'kubernetes-models/apps/v1/StatefulSet'
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler'
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget'
import { ConfigMap } from 'kubernetes-models/v1/ConfigMap'
import { Namespace } from 'kubernetes-models/v1/Namespace'
import { Secret } from 'kubernetes-models/v1/Secret'
import { Service } from 'kubernetes-models/v1/Service'
import { ServiceAccount } from 'kubernetes-models/v1/ServiceAccount'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { DEPLOY, documents, type Loose, millis } from './shipped.ts'

const MODELS: Readonly<Record<string, new (data: Loose) => { validate(): void }>> = {
  'apps/v1 StatefulSet': StatefulSet,
  'autoscaling/v2 HorizontalPodAutoscaler': HorizontalPodAutoscaler,
  'monitoring.coreos.com/v1 ServiceMonitor': ServiceMonitor,
  'networking.k8s.io/v1 NetworkPolicy': NetworkPolicy,
  'policy/v1 PodDisruptionBudget': PodDisruptionBudget,
  'v1 ConfigMap': ConfigMap,
  'v1 Namespace': Namespace,
  'v1 Secret': Secret,
  'v1 Service': Service,
  'v1 ServiceAccount': ServiceAccount,
}

/** Keys that no schema asked for: what nobody reads is misspelt, or in a wrong place. */
function watched(value: Loose, path: string, unread: Set<string>): Loose {
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, inner]) => [key, watched(inner, `${path}/${key}`, unread)] as const)
  const copy: Loose = Array.isArray(value) ? entries.map(([, inner]) => inner) : Object.fromEntries(entries)
  for (const [key] of entries) unread.add(`${path}/${key}`)
  const read = (key: PropertyKey): void => void unread.delete(`${path}/${String(key)}`)
  return new Proxy(copy, {
    get(target, key) {
      read(key)
      return Reflect.get(target, key)
    },
  })
}

/** What is wrong with a manifest. */
function faultsOf(manifest: Loose): readonly string[] {
  const Model = MODELS[`${manifest.apiVersion} ${manifest.kind}`]
  if (Model === undefined) return [`no schema is known of ${manifest.apiVersion} ${manifest.kind}`]
  const unread = new Set<string>()
  try {
    const model = new Model(manifest)
    model.validate.call(watched(model, '', unread))
  } catch (fault) {
    return [String(fault)]
  }
  // Schemas take labels, and whatever else people name, as they are.
  return [...unread].filter((path) => !/\/(?:labels|matchLabels|data|stringData)\/[^/]+$/.test(path))
}

const FILES = readdirSync(`${DEPLOY}kubernetes`).filter(
  (name) => name.endsWith('.yaml') && name !== 'kustomization.yaml',
)
const ALL = FILES.flatMap((name) => documents(`kubernetes/${name}`))
const only = (kind: string, name = 'portcullis'): Loose =>
  ALL.find((one) => one.kind === kind && one.metadata.name === name)

const gateways = only('StatefulSet')
const pod = gateways.spec.template.spec
const [container] = pod.containers
const configuration = parse(only('ConfigMap').data['portcullis.yaml'])

describe('[deploy.kubernetes] the manifests', () => {
  it.each(ALL.map((one) => [`${one.kind} ${one.metadata.name}`, one] as const))(
    '%s is of its schema',
    (_, manifest) => {
      expect(faultsOf(manifest)).toEqual([])
    },
  )

  it('would be found wrong otherwise', () => {
    const spoilt = structuredClone(gateways)
    spoilt.spec.template.spec.containers[0].readinesProbe = {}
    expect(faultsOf(spoilt)).toEqual(['/spec/template/spec/containers/0/readinesProbe'])
    spoilt.spec.template.spec.containers[0].ports = 'mcp'
    expect(faultsOf(spoilt)).toEqual([expect.stringContaining('must be array')])
  })

  it('are all in the list, but for what is optional and what holds secrets', () => {
    const [{ resources }] = documents('kubernetes/kustomization.yaml')
    expect([...resources].sort()).toEqual(FILES.filter((name) => !/^(?:option-|secret\.)/.test(name)).sort())
    expect(new Set(ALL.map((one) => (one.kind === 'Namespace' ? one.metadata.name : one.metadata.namespace)))).toEqual(
      new Set(['portcullis']),
    )
  })

  it('select the gateways, by ports that they have', () => {
    const { labels } = gateways.spec.template.metadata
    const names = container.ports.map(({ name }: Loose) => name)
    const numbers = container.ports.map(({ containerPort }: Loose) => containerPort)
    for (const service of ALL.filter(({ kind }) => kind === 'Service')) {
      expect(labels).toMatchObject(service.spec.selector)
      for (const { targetPort, port } of service.spec.ports)
        expect([names.includes(targetPort), numbers.includes(port)]).toEqual([true, true])
    }
    expect(labels).toMatchObject(gateways.spec.selector.matchLabels)
    expect(labels).toMatchObject(only('NetworkPolicy').spec.podSelector.matchLabels)
    expect(labels).toMatchObject(only('PodDisruptionBudget').spec.selector.matchLabels)
    expect(only('Service', gateways.spec.serviceName).spec.clusterIP).toBe('None')
    const { mcp, admin } = configuration.listen
    expect([mcp, admin].map((address) => Number(address.split(':').at(-1)))).toEqual(numbers)
  })

  it('stop a gateway no sooner than it stops by itself', () => {
    const { drain, grace } = configuration.operations.stop
    expect(pod.terminationGracePeriodSeconds * 1000).toBeGreaterThan(millis(drain) + millis(grace))
    const { periodSeconds, failureThreshold } = container.readinessProbe
    expect(millis(drain)).toBeGreaterThanOrEqual(periodSeconds * failureThreshold * 1000)
  })

  it('ask whether it is ready by /readyz, and whether it lives by /healthz', () => {
    const asked = ['readinessProbe', 'livenessProbe', 'startupProbe'].map((name) => container[name].httpGet.path)
    expect(asked).toEqual(['/readyz', '/healthz', '/healthz'])
  })

  it('start no more gateways than counters are shared among', () => {
    const { minReplicas, maxReplicas, scaleTargetRef } = only('HorizontalPodAutoscaler').spec
    expect(maxReplicas).toBe(configuration.counters.gateways)
    expect(minReplicas).toBeGreaterThan(only('PodDisruptionBudget').spec.maxUnavailable)
    expect(scaleTargetRef).toMatchObject({ kind: gateways.kind, name: gateways.metadata.name })
  })

  it('fit the strictest profile of pods', () => {
    expect(only('Namespace').metadata.labels).toEqual({ 'pod-security.kubernetes.io/enforce': 'restricted' })
    expect(pod.securityContext).toMatchObject({ runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
    expect(pod.automountServiceAccountToken).toBe(false)
    for (const { securityContext } of pod.containers)
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      })
  })

  it('have secrets by reference alone, and the template has none', () => {
    const secret = only('Secret').stringData
    const asked = container.env.flatMap(({ valueFrom }: Loose) => valueFrom.secretKeyRef?.key ?? [])
    expect(asked.sort()).toEqual(Object.keys(secret).sort())
    expect(Object.values(secret)).toEqual(['', '', '', ''])
    expect(container.env.every((one: Loose) => one.value === undefined)).toBe(true)
  })

  it('mount what they name, and write to nothing else', () => {
    const there = [...pod.volumes, ...gateways.spec.volumeClaimTemplates.map(({ metadata }: Loose) => metadata)]
    const names = there.map(({ name }: Loose) => name)
    const writable = container.volumeMounts.filter((one: Loose) => one.readOnly !== true)
    expect(container.volumeMounts.map(({ name }: Loose) => name).sort()).toEqual(names.sort())
    expect(writable.map(({ mountPath }: Loose) => mountPath)).toEqual(['/var/lib/portcullis', '/tmp'])
    expect(configuration.data.startsWith('/var/lib/portcullis/')).toBe(true)
  })
})
