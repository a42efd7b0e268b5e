import { cardFault } from '../model/card.ts';
import type { DecisionContext } from '../draft/decision-context.ts';
import { fits, questionFault, questionLimits } from '../model/question.ts';
import { openQuiz, quizPhases, waitingFor, type QuizHostCommand, type QuizPlayerCommand } from '../model/quiz.ts';
import { refuse } from '../base/rejection.ts';
import type { Player } from '../model/state.ts';

export function decideQuiz(draft: DecisionContext, command: QuizHostCommand): void {
  const { state } = draft;
  switch (command.type) {
    case 'askQuestions': {
      const { purpose, questions, answerMs } = command;
      requireStill(draft);
      if (state.quiz && !state.quiz.closed) refuse('question-open', 'another question is open');
      if (questions.length < 1 || questions.length > questionLimits.questions)
        refuse('question-invalid', `1 to ${questionLimits.questions} questions at a time`);
      const fault = questions.map(questionFault).find((found) => found !== undefined);
      if (fault !== undefined) refuse('question-invalid', fault);
      if (new Set(questions.map(({ id }) => id)).size !== questions.length)
        refuse('question-invalid', 'the same question twice');
      const [shortest, longest] = questionLimits.answerMs;
      if (answerMs !== undefined && !(Number.isInteger(answerMs) && answerMs >= shortest && answerMs <= longest))
        refuse('question-invalid', `an answer takes ${shortest} to ${longest} ms`);
      return draft.emit({
        type: 'questionsAsked',
        quiz: state.quizzes + 1,
        purpose,
        questions,
        ...(answerMs === undefined ? {} : { closesAt: draft.at + answerMs }),
      });
    }
    case 'closeQuestions':
      if (!openQuiz(state)) refuse('question-closed', 'no question is open');
      return draft.emit({ type: 'questionsClosed' });
    case 'putQuestionsAway':
      if (openQuiz(state)) draft.emit({ type: 'questionsClosed' });
      if (state.quiz) draft.emit({ type: 'questionsPutAway' });
      return;
    case 'showCard': {
      requireStill(draft);
      const fault = cardFault(command.card);
      if (fault !== undefined) refuse('question-invalid', fault);
      return draft.emit({ type: 'cardShown', card: command.card });
    }
    case 'hideCard':
      if (state.card) draft.emit({ type: 'cardHidden' });
  }
}

function requireStill({ state }: DecisionContext): void {
  if (!(quizPhases as readonly string[]).includes(state.phase))
    refuse('wrong-phase', 'questions and cards are for when play stands still');
}

export function answer(draft: DecisionContext, player: Player, command: QuizPlayerCommand): void {
  return command.type === 'answerQuestion'
    ? answerQuestion(draft, player, command)
    : answerRecall(draft, player, command);
}

function answerRecall(
  draft: DecisionContext,
  player: Player,
  { question, answer }: Extract<QuizPlayerCommand, { type: 'answerRecall' }>,
): void {
  if (draft.state.phase === 'finished') refuse('wrong-phase', 'the session is over');
  if (questionFault(question) !== undefined || !fits(question, answer))
    refuse('answer-invalid', 'the answer does not fit the question');
  if ((player.recalls ?? 0) >= questionLimits.recalls)
    refuse('limit-reached', `${questionLimits.recalls} questions come back in a session`);
  draft.emit({ type: 'recallAnswered', player: player.id, question, answer });
}

function answerQuestion(
  draft: DecisionContext,
  player: Player,
  command: Extract<QuizPlayerCommand, { type: 'answerQuestion' }>,
): void {
  const { state } = draft;
  const quiz = openQuiz(state);
  if (quiz?.number !== command.quiz) return refuse('question-closed', `quiz ${command.quiz} is not open`);
  const question =
    quiz.questions.find(({ id }) => id === command.question) ??
    refuse('question-closed', `${command.question} is not asked`);
  if (quiz.answers[player.id]?.[question.id]) refuse('already-answered', 'the first answer stands');
  if (!fits(question, command.answer)) refuse('answer-invalid', 'the answer does not fit the question');
  if (quiz.purpose === 'ticket' && command.answer.confidence === undefined)
    refuse('answer-invalid', 'an exit ticket asks how sure the player is');
  draft.emit({ type: 'questionAnswered', player: player.id, question: question.id, answer: command.answer });
  const after = openQuiz(draft.state);
  // The question does not wait for a phone that is away.
  if (after && waitingFor(draft.state.players, after) === 0) draft.emit({ type: 'questionsClosed' });
}

/** Play goes on: what is still open closes first, and leaves the screens. */
export function putAway(draft: DecisionContext): void {
  if (openQuiz(draft.state)) draft.emit({ type: 'questionsClosed' });
  if (draft.state.quiz) draft.emit({ type: 'questionsPutAway' });
  if (draft.state.card) draft.emit({ type: 'cardHidden' });
}
