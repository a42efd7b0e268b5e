/** Addresses of homework. They stand in the fragment, which no server and no log ever sees. */

/** For the students: it names the homework and gives no right but to do it. */
export function studentLink(homework: string): string {
  return `/solo#${new URLSearchParams({ homework })}`;
}

/** For the teacher, with the secret. */
export function teacherLink({ homework, token }: { homework: string; token: string }): string {
  return `/homework#${new URLSearchParams({ homework, token })}`;
}

/** What the page's own address names; the secret is in a teacher's only. */
export function homeworkInAddress(hash: string): { homework: string; token?: string } | undefined {
  const fragment = new URLSearchParams(hash.replace(/^#/, ''));
  const homework = fragment.get('homework');
  const token = fragment.get('token');
  return homework ? { homework, ...(token ? { token } : {}) } : undefined;
}
