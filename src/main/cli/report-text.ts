import type { MergeReport, VerifyReport } from '#engine/index.ts'
import { bytesText, countText, durationText } from './text.ts'

/** What a merge came to, in words. */
export function mergeText(report: MergeReport, fps: number, sources: number, seconds: number): string {
  const { totals, verification, kept } = report
  const lines = [
    `Merged ${countText(sources, 'dataset')} into ${report.output}`,
    `  ${countText(totals.episodes, 'episode')}, ${countText(totals.frames, 'frame')} (${durationText(totals.frames / fps)}), ${countText(totals.tasks, 'task')}, ${countText(totals.files, 'file')}`,
    `  ${bytesText(report.bytesWritten)} written in ${seconds.toFixed(1)} s`,
  ]
  if (kept !== undefined)
    lines.push(
      `  Continued an interrupted merge: ${countText(kept.files, 'file')} of ${bytesText(kept.bytes)} were there and checked`,
    )
  lines.push(
    verification === undefined
      ? '  Not verified. Run: episplice verify DIR'
      : `  Verified: every row and every video packet of all ${countText(verification.episodes, 'episode')} is the source's own (${countText(verification.checks, 'check')} passed)`,
  )
  return lines.join('\n')
}

const MAX_FAILURES = 50

const comparisons: Readonly<Record<VerifyReport['against'], string>> = {
  sources: 'compared with its sources',
  certificate: 'compared with the certificate that was made when it was merged',
  format: 'not made by Episplice, so only its format was checked',
}

/** A verification in words. */
export function verifyText(report: VerifyReport): string {
  const head = `${report.dir}: ${countText(report.episodes, 'episode')}, ${countText(report.frames, 'frame')}, ${comparisons[report.against]}`
  const { failures } = report
  if (failures.length === 0) return `${head}\n  ${countText(report.checks, 'check')} passed, none failed.`
  const shown = failures
    .slice(0, MAX_FAILURES)
    .map(
      ({ episode, subject, message }) =>
        `  ${episode === undefined ? '' : `episode ${episode}, `}${subject}: ${message}`,
    )
  const rest = failures.length > MAX_FAILURES ? [`  … and ${failures.length - MAX_FAILURES} more`] : []
  return [
    head,
    ...shown,
    ...rest,
    `  ${report.checks - failures.length} checks passed, ${failures.length} failed.`,
  ].join('\n')
}
