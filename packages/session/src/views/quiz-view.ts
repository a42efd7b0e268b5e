import {
  gradeAnswer,
  openQuiz,
  waitingFor,
  type Question,
  type QuestionAnswer,
  type Quiz,
  type SessionState,
} from '@ack-attack/engine';
import type { AskedQuestion, QuestionResult, QuizView } from '@ack-attack/protocol';

/** The questions on the screens; what would give an answer away is there once they are closed. */
export function viewQuiz(quiz: Quiz, players: SessionState['players'], createdAt: number): QuizView {
  const { number, purpose, closed, closesAt, questions } = quiz;
  const expected = players.filter(({ connected }) => connected).length;
  return {
    number,
    purpose,
    closed,
    ...(closesAt === undefined ? {} : { closesAt: createdAt + closesAt }),
    questions: questions.map(asked),
    answered: expected - waitingFor(players, quiz),
    expected,
    ...(closed ? { results: questions.map((question) => resultOf(question, quiz)) } : {}),
  };
}

/** Whether scores are kept from all screens: an exit ticket asks before they are known. */
export function hidesScores(state: SessionState): boolean {
  return openQuiz(state)?.purpose === 'ticket';
}

function asked({ id, kind, level, prompt, trace, options }: Question): AskedQuestion {
  return {
    id,
    kind,
    ...(level === undefined ? {} : { level }),
    prompt,
    ...(trace === undefined ? {} : { trace }),
    options: options.map(({ id, text }) => ({ id, text })),
  };
}

function resultOf(question: Question, { purpose, answers }: Quiz): QuestionResult {
  const given = Object.values(answers).flatMap((own) => own[question.id] ?? []);
  const isRight = (answer: QuestionAnswer) => gradeAnswer(question, answer).right;
  const counted = (answers: readonly QuestionAnswer[]) => ({
    answered: answers.length,
    right: answers.filter(isRight).length,
  });
  const result = { question, ...counted(given) };
  const choices = question.options.map(({ id }) => [id, given.filter(({ choice }) => choice === id).length] as const);
  const sure = (level: string) => given.filter(({ confidence }) => confidence === level);
  return {
    ...result,
    ...(question.rightOrder ? {} : { choices: Object.fromEntries(choices) }),
    ...(purpose === 'ticket'
      ? { confidence: { guess: counted(sure('guess')), think: counted(sure('think')), sure: counted(sure('sure')) } }
      : {}),
  };
}
