/** The name of a camera's feature without what all of them begin with: `wrist` of `observation.images.wrist`. */
export function shortCameraName(name: string): string {
  return name.replace(/^observation\.images?\./, '')
}
