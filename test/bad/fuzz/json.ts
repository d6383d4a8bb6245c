import { readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import type { Finding } from '#shared/findings.ts'
import { readText } from '#engine/io/files.ts'
import { cameraKeys, dataFeatures, parseInfo } from '#engine/dataset/info.ts'
import { readStats } from '#engine/dataset/stats.ts'
import { fixture } from '../../support/fixtures.ts'
import { mutated } from './mutation.ts'
import { mutations, SEED, target, type Target } from './target.ts'

/** Reads a text file of a dataset as the engine does. */
type TextReader = (path: string) => Promise<void>

/** info.json as it is opened. */
export const readInfo: TextReader = async (path) => {
  const info = parseInfo(await readText(path), path)
  cameraKeys(info)
  dataFeatures(info)
}

/** stats.json as it is opened: what is wrong with it is a finding. */
export const readStatistics: TextReader = async (path) => {
  const findings: Finding[] = []
  await readStats(path, findings)
}

/** The bytes of a JSON file are damaged anywhere; `dir` is for the damaged file. */
export function bytesOfJson(
  path: string,
  reader: TextReader,
  dir: string,
  counts: { stride: number; sampled: number },
): Target {
  const bytes = new Uint8Array(readFileSync(fixture(path)))
  return target(`bytes of ${path}`, mutations(bytes.length, counts), (how) =>
    readAs(dir, mutated(bytes, how), reader),
  )
}

/** A well-formed JSON file of another meaning: each value of the good one in turn stands aside for a strange one. */
export function valuesOfJson(path: string, reader: TextReader, dir: string, count: number): Target {
  const good = readFileSync(fixture(path), 'utf8')
  // Places where a value begins.
  const places = [...good.matchAll(/(?<=[:[,]\s*)(?:"[^"\n]*"(?!:)|-?\d[\d.e+-]*|null|true|false|\{|\[)/g)]
  const damage = fc.record({ place: fc.nat(places.length - 1), text: strangeValue })
  const damages = fc.sample(damage, { seed: SEED, numRuns: count })
  return target(`values of ${path}`, damages, ({ place, text }) => {
    const { 0: old, index } = places[place]!
    // Objects and lists keep what is in them, behind the strange value.
    const rest = old === '{' || old === '[' ? `, ${old}` : ''
    const replaced = good.slice(0, index) + text + rest + good.slice(index + old.length)
    return readAs(dir, new TextEncoder().encode(replaced), reader)
  })
}

const strangeValue: fc.Arbitrary<string> = fc.oneof(
  fc.json({ maxDepth: 5 }),
  fc.json({ maxDepth: 2, noUnicodeString: false }),
  fc.constantFrom(
    'NaN',
    'Infinity',
    '-Infinity',
    '1e999',
    '-0',
    '1e-999',
    String(2n ** 63n),
    '9'.repeat(300),
  ),
  fc.constantFrom('"__proto__"', '{"__proto__": 1}', '{"constructor": {}}', '"\\ud800"', '"\\u0000"', '""'),
  fc.nat(200_000).map((depth) => '['.repeat(depth) + ']'.repeat(depth)),
  fc.nat(200_000).map((depth) => '{"a":'.repeat(depth) + '1' + '}'.repeat(depth)),
  fc.nat(1_000_000).map((length) => `"${'x'.repeat(length)}"`),
  fc.nat(100_000).map((length) => `[${'0,'.repeat(length)}0]`),
)

async function readAs(dir: string, bytes: Uint8Array, reader: TextReader): Promise<void> {
  const path = join(dir, 'fuzzed.json')
  await writeFile(path, bytes)
  await reader(path)
}
