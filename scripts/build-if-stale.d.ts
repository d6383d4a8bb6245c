/** Builds everything when it has not been built or a source is newer. Returns the path of the built command line. */
export function buildIfStale(): string
/** As {@link buildIfStale}, and copies the whole build into a new folder, which later builds do not change. */
export function copyBuild(folder: string): void
