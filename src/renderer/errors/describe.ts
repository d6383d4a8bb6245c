import type { AppError, ErrorCode } from '#shared/errors.ts'

/** An error as a person reads it. */
export interface ErrorDescription {
  /** What happened. */
  readonly title: string
  /** Why, or what it means. */
  readonly body: string
  /** What to do about it. */
  readonly hint: string | undefined
  /** For the one who looks into it: code, message and everything that came with them. */
  readonly details: string
}

type Words = readonly [title: string, body: string, hint?: string]

/**
 * Puts an error into words: the only place where a code becomes text. The message of an error names what was wrong,
 * so it is the body wherever it can be read without knowing the program; a hint that came with the error is closer to
 * the matter than the general one here.
 */
export function describe(error: AppError): ErrorDescription {
  const [title, body, hint] = wordsFor(error.code, sentence(error.message))
  return {
    title,
    body,
    hint: error.hint === undefined ? hint : sentence(error.hint),
    details: detailsOf(error),
  }
}

function wordsFor(code: ErrorCode, message: string): Words {
  switch (code) {
    case 'NOT_A_DATASET':
      return ['This is not a LeRobot dataset', message, 'Choose the folder that holds meta/info.json.']
    case 'VERSION_UNSUPPORTED':
      return ['This version of the format cannot be read', message, 'Convert it to LeRobot v3.0 first.']
    case 'STORAGE_UNSUPPORTED':
      return ['This dataset is stored in a way that cannot be read', message]
    case 'FILE_MISSING':
      return ['A file is missing', message, 'Copy the dataset again from where it was recorded.']
    case 'FILE_UNREADABLE':
      return ['A file cannot be read', message, 'Check that you may read it and that its disk is connected.']
    case 'FILE_CHANGED':
      return [
        'A file changed while it was read',
        message,
        'Wait until the recording has ended, then try again.',
      ]
    case 'JSON_INVALID':
      return ['A JSON file is damaged', message]
    case 'INFO_INVALID':
      return ['meta/info.json is damaged', message]
    case 'TASKS_INVALID':
      return ['The tasks of this dataset are damaged', message]
    case 'EPISODES_INVALID':
      return ['The episode table of this dataset is damaged', message]
    case 'PATH_OUTSIDE_DATASET':
      return [
        'The dataset names a file outside its folder',
        message,
        'Do not use datasets of unknown origin.',
      ]
    case 'PARQUET_INVALID':
      return ['This Parquet file is damaged', message, 'It may not have been written to its end.']
    case 'PARQUET_UNSUPPORTED':
      return ['This Parquet file uses something that cannot be read', message]
    case 'MP4_INVALID':
      return ['This video is damaged', message, 'It may not have been written to its end.']
    case 'MP4_UNSUPPORTED':
      return ['This video uses something that cannot be read', message]
    case 'NO_SOURCES':
      return ['There is nothing to merge', 'No dataset was chosen.', 'Add at least one dataset.']
    case 'SELECTION_INVALID':
      return ['The choice of episodes does not fit the dataset', message]
    case 'OPTION_INVALID':
      return ['An option has a value that is not possible', message]
    case 'PLAN_INVALID':
      return ['The plan cannot be carried out', message]
    case 'RECIPE_INVALID':
      return ['This is not a recipe of a merge', message, 'Choose a JSON file that Episplice exported.']
    case 'SOURCE_CHANGED':
      return [
        'A source is not what it was',
        message,
        'Look at what changed, then go on or choose another source.',
      ]
    case 'BLOCKED':
      return ['These datasets cannot be merged as they are', message, 'See the findings marked as blocking.']
    case 'OUTPUT_EXISTS':
      return [
        'There is something at this place already',
        message,
        'Choose another name. Nothing is overwritten.',
      ]
    case 'OUTPUT_BUSY':
      return [
        'Another merge is making this result',
        message,
        'Wait until it has ended, or choose another name.',
      ]
    case 'OUTPUT_OVERLAPS_SOURCE':
      return [
        'The result would lie inside a source, or a source inside it',
        message,
        'Choose another folder.',
      ]
    case 'OUTPUT_PARENT_MISSING':
      return ['The folder for the result does not exist', message, 'Choose a folder that exists.']
    case 'OUTPUT_NOT_WRITABLE':
      return ['Nothing can be written there', message, 'Choose a folder that you may write to.']
    case 'NO_SPACE':
      return ['There is not enough free space', message, 'Free some space or choose another disk.']
    case 'WRITE_FAILED':
      return ['Writing failed', message, 'Nothing half-made was left behind.']
    case 'VERIFY_FAILED':
      return ['The result is not what it should be', message, 'It was not published. Please report this.']
    case 'CANCELLED':
      return ['Cancelled', 'It was ended before it was done. Nothing was left behind.']
    case 'INPUT_INVALID':
      return ['This was not understood', message]
    case 'UNAUTHORIZED':
      return [
        'This page may not do that',
        'The server does not know this browser.',
        'Open the address again that the server printed when it started.',
      ]
    case 'NOT_AVAILABLE':
      return ['This cannot be done here', message]
    case 'PLACE_UNKNOWN':
      return ['This folder is not known any more', 'It was chosen in an earlier run.', 'Choose it again.']
    case 'PLACE_OUTSIDE':
      return [
        'This place is not open to this server',
        message,
        'Start the server with --root for its folder.',
      ]
    case 'NAME_INVALID':
      return ['This cannot be a name', message, 'Use letters, digits, dots, dashes and underscores.']
    case 'JOB_UNKNOWN':
      return [
        'This job is not known any more',
        'It belongs to an earlier run.',
        'Look for its merge in the history.',
      ]
    case 'JOB_CRASHED':
      return [
        'The merge ended unexpectedly',
        message,
        'Nothing half-made was published. Try again; if it happens again, copy the issue report.',
      ]
    case 'EPISODE_UNKNOWN':
      return ['This episode cannot be shown', message, 'See what was found in the dataset.']
    case 'PLAN_UNKNOWN':
      return ['This plan is out of date', message, 'Plan the merge again.']
    case 'READER_CRASHED':
      return ['Reading ended unexpectedly', message, 'Try again. A damaged file may be the cause.']
    case 'MERGE_UNKNOWN':
      return ['This merge is not in the history', message]
    case 'SOURCE_MISSING':
      return ['A source is not there any more', message, 'Connect its disk, or say where it is now.']
    case 'DATABASE_LOCKED':
      return ['The history is in use by another program', message, 'Close the other program, then try again.']
    case 'DATABASE_NEWER':
      return ['The history was written by a newer Episplice', message, 'Install that version or a later one.']
    case 'DATABASE_CORRUPT':
      return [
        'The history was damaged',
        message,
        'It was set aside and a new one was begun. Nothing was deleted.',
      ]
    case 'DATABASE_READ_ONLY':
      return ['The history cannot be written', message, 'Merges work, but they are not recorded.']
    case 'FFMPEG_MISSING':
      return ['ffmpeg was not found', message, 'Install ffmpeg, or say in the settings where it is.']
    case 'FFMPEG_FAILED':
      return ['ffmpeg failed', message]
    case 'CONNECTION_LOST':
      return [
        'The connection to the server was lost',
        'A merge that runs there goes on.',
        'This page connects again by itself as soon as the server answers.',
      ]
    case 'INTERNAL':
      return ['Something went wrong that should not', message, 'Please report this.']
  }
}

/** A text as a sentence: with a large letter at its beginning, and a full stop. */
export function sentence(text: string): string {
  const trimmed = text.trim()
  if (trimmed === '') return ''
  const first = trimmed.charAt(0).toUpperCase() + trimmed.slice(1)
  return /[.!?…:]$/.test(first) ? first : `${first}.`
}

function detailsOf({ code, message, details }: AppError): string {
  const lines = [`${code}: ${message}`]
  if (details !== undefined) lines.push(JSON.stringify(details, undefined, 2))
  return lines.join('\n')
}
