/** Why nobody came in. */
export interface JoinProblem {
  /** Empty where the reader knows why. */
  text: string;
  field?: 'room' | 'name';
  /** For a name that is taken: one that is free. */
  suggestion?: string;
  /** Whether the student may have the seat of that name already, and can ask the teacher for it. */
  claimable?: boolean;
}
