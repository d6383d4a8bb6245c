import { CREATED_BY } from '#engine/parquet/file-writer.ts'

/** The version of Episplice, as in the files that it writes. */
export const version = CREATED_BY.split(' ').at(-1)!
