/** A sentence with its first letter as a capital; a class name at its start stays as it is. */
export function capitalised(text: string, classes: readonly string[]): string {
  const isClass = classes.some(
    (name) => text.startsWith(name) && !/^[\p{L}\p{N}]/u.test(text.slice(name.length)),
  )
  return isClass ? text : `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
