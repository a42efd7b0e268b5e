/** Addresses of homework. They stand in the fragment, which no server and no log ever sees. */

/** For the students: it names the homework and gives no right but to do it. */
export function studentLink(homework: string): string {
  return `/solo#${new URLSearchParams({ homework })}`;
}

/** For one student, whose secret it brings to another device. */
export function seatLink(homework: string, seat: string): string {
  return `/solo#${new URLSearchParams({ homework, seat })}`;
}

/** For the teacher, with the secret. */
export function teacherLink({ homework, token }: { homework: string; token: string }): string {
  return `/homework#${new URLSearchParams({ homework, token })}`;
}

/** What the page's own address names; `token` is in a teacher's only, and `seat` in one student's. */
export function homeworkInAddress(hash: string): { homework: string; token?: string; seat?: string } | undefined {
  const fragment = new URLSearchParams(hash.replace(/^#/, ''));
  const homework = fragment.get('homework');
  const token = fragment.get('token');
  const seat = fragment.get('seat');
  return homework ? { homework, ...(token ? { token } : {}), ...(seat ? { seat } : {}) } : undefined;
}
