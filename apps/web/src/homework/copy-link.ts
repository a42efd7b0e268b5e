/** Copies a link; where the browser forbids that, its reader copies it from a window. Gives whether it is copied. */
export async function copyLink(title: string, link: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(link);
    return true;
  } catch {
    // The clipboard needs a secure page, which a school's network often has not.
    prompt(title, link);
    return false;
  }
}
