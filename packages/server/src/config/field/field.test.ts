import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nearest } from '../nearest.ts'
import { formatAddress, isLoopback, readAddress } from './address.ts'
import { formatDuration, readDuration } from './duration.ts'
import { isFault } from './fault.ts'
import { readInstant } from './instant.ts'
import { readNetwork } from './network.ts'
import { formatSize, readSize } from './size.ts'
import { readHost, readOrigin, readPublicUrl, readServerUrl } from './url.ts'

const all = Number.MAX_SAFE_INTEGER

describe('durations and sizes', () => {
  test.each([
    ['1ms', 1],
    ['30s', 30_000],
    ['5m', 300_000],
    ['12h', 43_200_000],
    ['7d', 604_800_000],
  ])('%s', (text, milliseconds) => {
    expect(readDuration(text, 0, all)).toBe(milliseconds)
    expect(formatDuration(milliseconds)).toBe(text)
  })

  test.each([
    ['1B', 1],
    ['512KiB', 524_288],
    ['1MiB', 1_048_576],
    ['2GiB', 2_147_483_648],
  ])('%s', (text, bytes) => {
    expect(readSize(text, 0, all)).toBe(bytes)
    expect(formatSize(bytes)).toBe(text)
  })

  test('are written with a unit, and nothing else', () => {
    for (const text of ['', '1', 's', '1 s', '-1s', '1.5s', '1S', '1e3s', '١s', '1s\n', '9999999s', 'Infinitys']) {
      expect(isFault(readDuration(text, 0, all))).toBe(true)
    }
    for (const text of ['', '1', 'B', '1 B', '-1B', '1.5MiB', '1mib', '1MB', '1KiB ', '9999999999B']) {
      expect(isFault(readSize(text, 0, all))).toBe(true)
    }
    expect(readDuration('1s', 1000, 1000)).toBe(1000)
    expect(readDuration('999ms', 1000, 2000)).toMatchObject({ remedy: 'Write a duration between 1s and 2s.' })
  })

  test('are read as they are printed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999 }), (value) => {
        expect(readDuration(formatDuration(value), 0, all)).toBe(value)
        expect(readSize(formatSize(value), 0, all)).toBe(value)
      }),
    )
  })
})

describe('addresses', () => {
  test.each([
    ['127.0.0.1:4100', '127.0.0.1', 4100, true],
    ['127.9.9.9:0', '127.9.9.9', 0, true],
    ['localhost:80', 'localhost', 80, true],
    ['LOCALHOST:80', 'localhost', 80, true],
    ['[::1]:65535', '::1', 65_535, true],
    ['[0:0:0:0:0:0:0:1]:1', '::1', 1, true],
    ['[::ffff:127.0.0.1]:1', '::ffff:7f00:1', 1, true],
    ['0.0.0.0:1', '0.0.0.0', 1, false],
    ['[::]:1', '::', 1, false],
    ['10.0.0.1:1', '10.0.0.1', 1, false],
  ])('%s', (text, host, port, loopback) => {
    const address = readAddress(text)
    expect(address).toEqual({ host, port, loopback })
    if (!isFault(address)) expect(readAddress(formatAddress(address))).toEqual(address)
  })

  test.each([
    '',
    ':1',
    '127.0.0.1',
    '127.0.0.1:',
    '127.0.0.1:65536',
    '127.1:1',
    '::1:1',
    '[127.0.0.1]:1',
    'example.com:1',
    '127.0.0.1:1 ',
    '127.0.0.1:+1',
    '[fe80::1%eth0]:1',
    '*:1',
  ])('%s is none', (text) => expect(isFault(readAddress(text))).toBe(true))

  test('names that only look local are not', () => {
    expect(['localhost.example', '127.0.0.1.example', '1', '::2', ''].some(isLoopback)).toBe(false)
  })
})

test('networks', () => {
  expect(readNetwork('10.0.0.0/8')).toBe('10.0.0.0/8')
  expect(readNetwork('192.0.2.7')).toBe('192.0.2.7/32')
  expect(readNetwork('fd00::/8')).toBe('fd00::/8')
  expect(readNetwork('2001:db8::1')).toBe('2001:db8::1/128')
  for (const text of [
    '',
    '10.0.0.1/8',
    'fd00::1/8',
    '10.0.0.0/33',
    '0.0.0.0/0',
    '::/0',
    '10.0.0/8',
    '10.0.0.0/-1',
    '010.0.0.0/8',
    'x/8',
    '2001:db8::1/127',
  ]) {
    expect(isFault(readNetwork(text))).toBe(true)
  }
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({ min: 1, max: 32 }), (address, prefix) => {
      const value = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
      expect(isFault(readNetwork(`${address}/${prefix}`))).toBe(value % 2 ** (32 - prefix) !== 0)
    }),
  )
})

test('URLs, origins and hosts', () => {
  expect(readServerUrl('https://x.example/mcp?a=b')).toEqual(new URL('https://x.example/mcp?a=b'))
  for (const text of ['x.example', 'file:///x', 'https://a:b@x.example', 'https://x.example/#a', `https://$\{X}/`]) {
    expect(isFault(readServerUrl(text))).toBe(true)
  }
  expect(JSON.stringify(readServerUrl('https://me:hunter2@x.example'))).not.toContain('hunter2')
  expect(readPublicUrl('https://x.example/gate')).toEqual(new URL('https://x.example/gate'))
  expect(isFault(readPublicUrl('https://x.example/?q'))).toBe(true)
  expect(readOrigin('http://localhost:8080')).toBe('http://localhost:8080')
  for (const text of ['null', '*', 'https://X.example', 'https://x.example:443', 'https://x.example/', 'x.example']) {
    expect(isFault(readOrigin(text))).toBe(true)
  }
  for (const text of ['x.example', 'x.example:8443', 'x.example:80', '[::1]:4100', '127.0.0.1'])
    expect(readHost(text)).toBe(text)
  for (const text of ['', 'X.example', 'x.example/', 'a@x', 'x:99999', 'http://x', 'x y', '*.x', 'ü.example']) {
    expect(isFault(readHost(text))).toBe(true)
  }
})

test('points in time', () => {
  expect(readInstant('2027-01-31T00:00:00Z')).toBe(Date.UTC(2027, 0, 31))
  expect(readInstant('2027-01-31T01:30+01:30')).toBe(Date.UTC(2027, 0, 31))
  expect(readInstant('2028-02-29T23:59:59.999-00:00')).toBe(Date.UTC(2028, 1, 29, 23, 59, 59, 999))
  for (const text of [
    '2027-01-31',
    '2027-01-31T00:00:00',
    '2027-02-29T00:00:00Z',
    '2027-13-01T00:00:00Z',
    '2027-01-01T25:00:00Z',
    'tomorrow',
    '',
  ]) {
    expect(isFault(readInstant(text))).toBe(true)
  }
})

test('what was meant', () => {
  const known = ['listen', 'limits', 'log', 'servers', 'token_sha256', 'max_body']
  expect(nearest('lisetn', known)).toBe('listen')
  expect(nearest('Limits', known)).toBe('limits')
  expect(nearest('tokenSha256', known)).toBe('token_sha256')
  expect(nearest('max-body', known)).toBe('max_body')
  expect(nearest('lig', known)).toBe('log')
  expect(nearest('entirely', known)).toBeUndefined()
  expect(nearest('x'.repeat(10_000), known)).toBeUndefined()
  expect(nearest('', [])).toBeUndefined()
})
