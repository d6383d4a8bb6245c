import { Link } from 'wouter'
import { formatBytes } from '#shared/format-bytes.ts'
import { formatDuration } from '#renderer/format/duration.ts'
import { formatCount } from '#renderer/format/numbers.ts'
import { episodesPath } from '#shared/routes.ts'
import { Facts, type Fact } from '#renderer/ui/Facts.tsx'
import { Path } from '#renderer/ui/Path.tsx'
import type { MergeRecord } from '#shared/model/history.ts'

/** What came out of a merge. */
export function EntryFacts({ record }: { readonly record: MergeRecord }) {
  const { output, outputPath, episodes, frames, bytes, seconds, by, version, recipe } = record
  const facts: Fact[] = [
    [
      'Place',
      output === undefined ? (
        <>
          <Path path={outputPath} max={56} /> (not there)
        </>
      ) : (
        <Link href={episodesPath(output.id)}>
          <Path path={outputPath} max={56} />
        </Link>
      ),
    ],
    ...(episodes === undefined ? [] : [['Episodes', formatCount(episodes)] as const]),
    ...(frames === undefined ? [] : [['Frames', formatCount(frames)] as const]),
    ...(bytes === undefined ? [] : [['Size', formatBytes(bytes)] as const]),
    ...(seconds === undefined ? [] : [['Time', formatDuration(seconds)] as const]),
    ['Files up to', `${recipe.options.dataMb} MiB data, ${recipe.options.videoMb} MiB video`],
    ['Quantiles', recipe.options.quantiles === 'exact' ? 'exact' : 'bounds of the sources'],
    ['Made by', `${by === 'app' ? 'the app' : 'the command line'}, Episplice ${version}`],
  ]
  return <Facts facts={facts} />
}
