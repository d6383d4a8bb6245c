import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { decodeDelta } from '#engine/parquet/delta.ts'
import { ThriftReader, thriftType } from '#engine/parquet/thrift.ts'
import type { FuzzEnd, FuzzReport } from './fuzz/run.ts'

it(
  'damaged input ends in a value or in an error of the list, within time and memory',
  { timeout: 300_000 },
  async () => {
    const lines = await linesOfFuzzer()
    const { peakBytes, hangs } = lines.pop() as FuzzEnd
    const reports = lines as FuzzReport[]
    expect(hangs).toBeUndefined()
    expect(
      reports.flatMap(({ target, failures }) => failures.map((failure) => `${target}: ${failure}`)),
    ).toEqual([])
    expect(peakBytes).toBeLessThan(1e9)
    expect(reports).toHaveLength(19)
    for (const { target, inputs, outcomes } of reports) {
      const ended = Object.values(outcomes).reduce((sum, count) => sum + count, 0)
      expect({ target, ended }).toEqual({ target, ended: inputs })
      // Otherwise the damage would not have reached the reader, or the good file not been read in the first place.
      expect(outcomes['value'], target).toBeGreaterThan(0)
      if (!target.includes('stats.json')) expect(outcomes['value'], target).toBeLessThan(inputs)
    }
    expect(reports.reduce((sum, { inputs }) => sum + inputs, 0)).toBeGreaterThan(30_000)
  },
)

/** In a process of its own, whose memory is the readers' alone. */
async function linesOfFuzzer(): Promise<(FuzzReport | FuzzEnd)[]> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'fuzz/run.ts')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
  })
  let text = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk))
  await new Promise((resolve) => child.on('close', resolve))
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as FuzzReport | FuzzEnd)
}

/** What was found. */
it('a map of 2^55 entries in metadata is refused before they are counted through', () => {
  const huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]
  const reader = new ThriftReader(new Uint8Array([...huge, 0x77]), 0, 'fuzzed.parquet')
  expect(() => {
    reader.skip(thriftType.map)
  }).toThrow(/a map of \d+ entries does not fit/)
})

it('a number that metadata ends within is refused', () => {
  const reader = new ThriftReader(new Uint8Array(7), 0, 'fuzzed.parquet')
  expect(() => {
    reader.skip(thriftType.double)
  }).toThrow('metadata ends early')
})

it('deltas that are not there are refused, and not read as zeros', () => {
  // A block of 2^35 values in one miniblock, of 64 bits each, and three bytes for them.
  const bytes = new Uint8Array([...[0x80, 0x80, 0x80, 0x80, 0x80, 0x01], 1, 100, 0, 0, 64, 1, 2, 3])
  expect(() => {
    decodeDelta(bytes, new BigInt64Array(100))
  }).toThrow('a malformed delta block')
})
