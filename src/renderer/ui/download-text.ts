/** Hands a text file to the user. */
export function downloadText(fileName: string, text: string, type = 'application/json'): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  // The download has the content by then.
  setTimeout(() => {
    URL.revokeObjectURL(url)
  }, 10_000)
}
