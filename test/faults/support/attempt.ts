import type { MergeReport, WriteOptions } from '#engine/index.ts'
import { run, type Place, type Scenario } from './scenario.ts'

/** How a merge ended. */
export type Attempt =
  | { readonly error: undefined; readonly report: MergeReport }
  | { readonly error: Error; readonly report: undefined }

/** Merges in this process. */
export async function attempt(
  { sources }: Scenario,
  { output }: Place,
  how: WriteOptions = {},
): Promise<Attempt> {
  try {
    return { error: undefined, report: await run(sources, output, how) }
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)), report: undefined }
  }
}
