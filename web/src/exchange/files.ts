/** Files as people drop or choose them, with their paths in the folder that they lie in. */

export interface Chosen {
  path: string
  file: File
}

/** The files of an input; of a chosen folder with their paths in it. */
export function ofInput(files: Iterable<File>): Chosen[] {
  return Array.from(files, (file) => ({ path: file.webkitRelativePath || file.name, file }))
}

/** The files that were dropped, those in folders too. */
export async function ofDrop(data: DataTransfer): Promise<Chosen[]> {
  // All of them first: the list is emptied as soon as the event is over. A file that comes from
  // elsewhere than a disk is no entry.
  const items = Array.from(
    data.items,
    (item) => [item.webkitGetAsEntry(), item.getAsFile()] as const,
  )
  const found: Chosen[] = []
  for (const [entry, file] of items) {
    if (entry) await walk(entry, '', found)
    else if (file) found.push({ path: file.name, file })
  }
  return found
}

/** Does what is dragged hold files? */
export function holdsFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false
}

async function walk(entry: FileSystemEntry, above: string, found: Chosen[]): Promise<void> {
  const path = above + entry.name
  if (entry.isFile) {
    const file = await new Promise<File>((take, fail) =>
      (entry as FileSystemFileEntry).file(take, fail),
    )
    found.push({ path, file })
    return
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader()
  for (;;) {
    // A browser gives a hundred at a time.
    const some = await new Promise<FileSystemEntry[]>((take, fail) =>
      reader.readEntries(take, fail),
    )
    if (some.length === 0) return
    for (const each of some) await walk(each, `${path}/`, found)
  }
}
