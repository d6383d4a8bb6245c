/** The figures of `--json`. A name stays what it is once published; null means "not measured", a note says why. */
export const FIGURES = [
  'merge_vs_cp',
  'merge_verified_vs_cp',
  'cp_s',
  'merge_s',
  'merge_verified_s',
  'bytes_written_per_byte_in',
  'result_bytes_per_byte_in',
  'bytes_read_per_byte_in',
  'bytes_read_verified_per_byte_in',
  'rows_vs_pyarrow',
  'rows_exact_quantiles_vs_pyarrow',
  'rows_verified_vs_pyarrow',
  'rows_vs_cp',
  'rows_pyarrow_s',
  'rows_cp_s',
  'rows_merge_s',
  'rows_merge_exact_quantiles_s',
  'rows_merge_verified_s',
  'peak_rss_mb',
  'peak_rss_mb_0_1gb',
  'peak_rss_mb_1gb',
  'peak_rss_mb_4gb',
  'growth_80_vs_40',
  'growth_320_vs_80',
  'sources_10_s',
  'sources_40_s',
  'sources_80_s',
  'sources_320_s',
  'plan_50k_episodes_s',
  'open_50k_episodes_s',
  'check_50k_episodes_s',
  'open_50k_recorded_s',
  'plan_50k_recorded_s',
  'library_cold_s',
  'library_warm_s',
  'first_rows_50k_s',
  'first_rows_50k_recorded_s',
  'preview_first_s',
  'preview_again_s',
] as const
/** Those of `bench:preview`, likewise. */
export const PREVIEW_FIGURES = [
  'first_picture_ms',
  'step_p95_ms',
  'step_back_p95_ms',
  'seek_p95_ms',
  'dropped_frames',
  'frames_out_of_sync',
  'memory_growth_mb',
  'first_picture_p95_ms',
  'next_episode_p95_ms',
  'first_picture_from_rest_ms',
  'first_picture_from_rest_p95_ms',
  'next_episode_from_rest_ms',
  'next_episode_from_rest_p95_ms',
  'page_load_ms',
  'played_frames',
  'looks',
  'memory_mb',
  'video_first_picture_ms',
  'video_step_p95_ms',
  'video_step_back_p95_ms',
  'video_seek_p95_ms',
  'video_displays_out_of_sync',
  'video_displays',
] as const
/** One of {@link FIGURES} or {@link PREVIEW_FIGURES}. */
export type Figure = (typeof FIGURES)[number] | (typeof PREVIEW_FIGURES)[number]

/** A line of the table. */
export interface Line {
  readonly what: string
  readonly value: string
  /** Beside the peer that the section measures against. */
  readonly ratio?: string
  readonly remark?: string
}

/** What one measurement has to say. */
export interface Section {
  readonly title: string
  readonly lines: readonly Line[]
  readonly figures: Partial<Record<Figure, number | null>>
  /** What a reader must know about these figures, and what could not be measured. */
  readonly notes: readonly string[]
  /** Every single run, in seconds: nothing is dropped. */
  readonly runs: Readonly<Record<string, readonly number[]>>
}

/** Where and on what the figures were taken. */
export interface Machine {
  readonly cores: number
  readonly memoryGb: number
  readonly node: string
  readonly system: string
  readonly pyarrow: string | null
  readonly quick: boolean
}

/** A section as text: a title, aligned columns, notes. */
export function sectionText({ title, lines, notes }: Section): string {
  const cells = lines.map(({ what, value, ratio = '', remark = '' }) => [what, value, ratio, remark])
  const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]!.length)))
  const rows = cells.map(([what, value, ratio, remark]) =>
    `  ${what!.padEnd(widths[0]!)}  ${value!.padStart(widths[1]!)}  ${ratio!.padStart(widths[2]!)}  ${remark!}`.trimEnd(),
  )
  return [title, ...rows, ...notes.map((note) => `  ${note}`), ''].join('\n')
}

/** All sections as the object of `--json`, with the figures of these names. */
export function reportJson(
  names: readonly Figure[],
  machine: Omit<Machine, 'pyarrow'>,
  sections: readonly Section[],
): string {
  const measured = Object.assign({}, ...sections.map(({ figures }) => figures)) as Section['figures']
  const figures = Object.fromEntries(names.map((name) => [name, round(measured[name] ?? null)]))
  const runs = Object.assign({}, ...sections.map((section) => section.runs)) as Section['runs']
  const rounded = Object.fromEntries(Object.entries(runs).map(([name, values]) => [name, values.map(round)]))
  return JSON.stringify(
    { ...figures, machine, notes: sections.flatMap(({ notes }) => notes), runs: rounded },
    undefined,
    2,
  )
}

function round(value: number | null): number | null {
  return value === null ? null : Number(value.toPrecision(4))
}

/** Seconds for people. */
export function seconds(value: number): string {
  return `${value.toFixed(value < 10 ? 2 : 1)} s`
}

/** Milliseconds for people. */
export function milliseconds(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} ms`
}

/** Bytes as megabytes of 10^6. */
export function megabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`
}

/** A ratio for people. */
export function times(value: number): string {
  return `${value.toFixed(2)}x`
}

/** The spread of runs. */
export function spread(values: readonly number[]): string {
  return `${values.length} runs, ${seconds(Math.min(...values))} to ${seconds(Math.max(...values))}`
}
