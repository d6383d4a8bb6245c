import { cp, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { EngineError } from '#shared/errors.ts'
import type { Finding } from '#shared/findings.ts'
import { odd } from '../support/edit-dataset.ts'
import { expectFaithful } from '../support/expect-faithful.ts'
import { fixture } from '../support/fixtures.ts'
import { brief, errorOf, merge } from '../support/merge.ts'
import { readDataset } from '../support/read-dataset.ts'
import { scratchDir } from '../support/scratch.ts'
import { treeDigests } from '../support/tree.ts'
import type { BadCase, Outcome } from './case.ts'

/** Where results are kept for another judge; see scripts/conformance.js. */
const keepIn = process.env['EPISPLICE_KEEP_CORPUS']

/** Makes the dataset, merges it, and expects what the case says; in every case that the dataset stays as it was. */
export async function judge({ name, of, after, outcome, oddities, folder }: BadCase): Promise<void> {
  const source = await odd(of, oddities, folder)
  const before = await stateOf(source)
  const parent = await scratchDir()
  const output = join(parent, 'merged')
  const sources = [...(after === undefined ? [] : [after]), source]
  if (outcome.kind === 'merges') {
    const { findings, report } = await merge(sources, { output })
    expect(own(findings, sources.length - 1)).toEqual(outcome.advice.map((advice) => `advisory ${advice}`))
    expect(report.verification?.failures).toEqual([])
    await expectMeaning(output, source, after, outcome)
    if (keepIn !== undefined)
      await keep(join(keepIn, name.replaceAll(/\W+/g, '-')), source, output, after, outcome)
  } else {
    const error = await errorOf(merge(sources, { output }))
    if (outcome.kind === 'fails') expectFailure(error, outcome)
    else expectFindings(error, outcome.findings, sources.length - 1)
    expect(await readdir(parent), 'written').toEqual([])
  }
  expect(await stateOf(source), 'the source').toEqual(before)
}

function expectFailure(error: EngineError, { code, names }: Extract<Outcome, { kind: 'fails' }>): void {
  expect(error, error.message).toMatchObject({ code })
  expect(error.message).toContain(names)
  expect(error.hint, 'a hint').toBeTruthy()
}

function expectFindings(error: EngineError, expected: readonly string[], source: number): void {
  expect(error, error.message).toMatchObject({ code: 'BLOCKED' })
  const findings = error.details!['findings'] as Finding[]
  const stopping = findings.filter(({ tier }) => tier !== 'advisory')
  expect(own(stopping, source)).toEqual(expected)
  for (const { message } of stopping) expect(message).toMatch(/^.+\.$/s)
}

/** What is said about the bad dataset, without its number; about anything else nothing may be said. */
function own(findings: readonly Finding[], source: number): string[] {
  return brief(findings)
    .map((line) => line.replace(` #${source}`, ''))
    .sort()
}

async function expectMeaning(
  output: string,
  source: string,
  after: string | undefined,
  { as, episodes }: Extract<Outcome, { kind: 'merges' }>,
): Promise<void> {
  await expectFaithful(output, {
    sources: [...(after === undefined ? [] : [after]), as ?? source],
    episodes: after === undefined ? [episodes] : [undefined, episodes],
  })
}

/** Digest and time of change of every file, and what else is there. */
async function stateOf(dir: string): Promise<unknown> {
  const names = (await readdir(dir, { recursive: true })).sort()
  const times = await Promise.all(
    names.map((name) =>
      stat(join(dir, name)).then(
        ({ mtimeMs }) => mtimeMs,
        () => 0,
      ),
    ),
  )
  return { digests: await treeDigests(dir), names, times }
}

async function allEpisodes(source: string): Promise<number[]> {
  return [...(await readDataset(fixture(source))).episodes.keys()]
}

/** Keeps a result beside what it must agree with. */
async function keep(
  dir: string,
  source: string,
  output: string,
  after: string | undefined,
  { as, butFor = [], episodes }: Extract<Outcome, { kind: 'merges' }>,
): Promise<void> {
  await mkdir(dir, { recursive: true })
  await cp(output, join(dir, 'merged'), { recursive: true })
  await cp(as === undefined ? source : await odd(as, butFor), join(dir, 'source'), { recursive: true })
  if (after !== undefined) await cp(fixture(after), join(dir, 'before'), { recursive: true })
  const chosen = episodes && [...(after === undefined ? [] : [await allEpisodes(after)]), episodes]
  await writeFile(
    join(dir, 'case.json'),
    JSON.stringify({ hasBefore: after !== undefined, episodes: chosen }),
  )
}
