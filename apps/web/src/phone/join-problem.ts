/** Why nobody came in. */
export interface JoinProblem {
  text: string;
  field?: 'room' | 'name';
  /** For a name that is taken: one that is free. */
  suggestion?: string;
}
