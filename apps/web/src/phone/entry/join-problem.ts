/** Why the player could not join. */
export interface JoinProblem {
  text: string;
  field?: 'room' | 'name';
  /** For a name that is taken: one that is free. */
  suggestion?: string;
  /** What the button says that asks the teacher for the seat with that name; absent where it cannot be asked for. */
  claim?: string;
}
