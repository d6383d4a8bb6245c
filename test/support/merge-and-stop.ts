import { openDataset, plan, write } from '#engine/index.ts'
import { mergeOptionsSchema } from '#shared/plan.ts'

/**
 * A process that merges and stops for good at a phase, for tests that kill it there:
 * `node merge-and-stop.ts PHASE OUTPUT SOURCE...`. Prints `stopped` when it has.
 */
const [phase, output, ...sources] = process.argv.slice(2)
const datasets = await Promise.all(sources.map((source) => openDataset(source)))
const planned = await plan(datasets, { options: mergeOptionsSchema.parse({}), output: output! })
await write(planned, {
  sources: datasets,
  onProgress: (progress) => {
    if (progress.phase !== phase) return
    process.stdout.write('stopped\n')
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0)
  },
})
