/** Metadata for reading: JSON with one member a line, anything else as it is. */
export function metadataText(text: string): string {
  const trimmed = text.trim()
  if (!trimmed.startsWith('{') && !trimmed.startsWith('[')) return text
  try {
    return JSON.stringify(JSON.parse(trimmed), undefined, 2)
  } catch {
    // Looks like JSON and is none, or was cut: shown as it is.
    return text
  }
}
