import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import { openDatasets, plan, write } from '#engine/index.ts'
import { mergeOptionsSchema } from '#shared/plan.ts'

/** Merges a thousand copies of a dataset: `node thousand.ts SOURCE FOLDER`, in a process of few open files. */
const [source, folder] = process.argv.slice(2) as [string, string]
const copies = Array.from({ length: 1000 }, (_, i) => join(folder, `copy-${i}`))
for (const copy of copies) await cp(source, copy, { recursive: true })
const sources = await openDatasets(copies)
const planned = await plan(sources, { options: mergeOptionsSchema.parse({}), output: join(folder, 'merged') })
const { verification } = await write(planned, { sources })
process.stdout.write(
  JSON.stringify({ episodes: planned.totals.episodes, failures: verification?.failures.length }),
)
