import { availableParallelism, release, totalmem, type } from 'node:os'
import { parseArgs } from 'node:util'
import { resultFolder } from './data/sets.ts'
import { peaks } from './measure.ts'
import type { Context } from './measurements/context.ts'
import { measureGrowth } from './measurements/growth.ts'
import { measureLibrary } from './measurements/library.ts'
import { measureManyEpisodes } from './measurements/many-episodes.ts'
import { measureMemory } from './measurements/memory.ts'
import { measureRows } from './measurements/rows.ts'
import { measureSessions } from './measurements/sessions.ts'
import { findPython } from './peers/pyarrow.ts'
import { FIGURES, reportJson, sectionText, type Machine, type Section } from './report.ts'

const measurements = {
  sessions: measureSessions,
  rows: measureRows,
  memory: measureMemory,
  growth: measureGrowth,
  plan: measureManyEpisodes,
  library: measureLibrary,
} as const

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    quick: { type: 'boolean', default: false },
    only: { type: 'string', default: Object.keys(measurements).join() },
  },
})

const chosen = values.only.split(',')
const unknown = chosen.filter((name) => !(name in measurements))
if (unknown.length > 0) {
  process.stderr.write(
    `no measurement ${unknown.join(', ')}; there are ${Object.keys(measurements).join(', ')}\n`,
  )
  process.exit(2)
}

const python = await findPython()
const machine: Machine = {
  cores: availableParallelism(),
  memoryGb: Math.round(totalmem() / 2 ** 30),
  node: process.version,
  system: `${type()} ${release()}`,
  pyarrow: python?.pyarrow ?? null,
  quick: values.quick,
}
const context: Context = { isQuick: values.quick, python, say: (text) => process.stderr.write(`${text}\n`) }
const print = (text: string) => {
  if (!values.json) process.stdout.write(`${text}\n`)
}

const { cores, memoryGb, node, system } = machine
print(
  `${cores} cores, ${memoryGb} GiB, ${system}, Node ${node}${values.quick ? '; --quick: small sizes, not to be quoted' : ''}\n`,
)
const sections: Section[] = []
for (const [name, measure] of Object.entries(measurements)) {
  if (!chosen.includes(name)) continue
  const section = await measure(context)
  sections.push(section)
  print(sectionText(section))
}
const peak: Section = {
  title: 'Largest resident memory of all merges above',
  lines: [{ what: 'peak', value: `${Math.round(peaks.bytes / 1e6)} MB` }],
  figures: { peak_rss_mb: peaks.bytes > 0 ? peaks.bytes / 1e6 : null },
  notes: [],
  runs: {},
}
print(sectionText(peak))
await resultFolder()
if (values.json) process.stdout.write(`${reportJson(FIGURES, machine, [...sections, peak])}\n`)
