import { closingTime } from './extra-time.ts';
import type { PlayerId } from '../base/ids.ts';
import { change, omit } from '../base/list.ts';
import { gradeAnswer } from '../model/question.ts';
import type { Quiz, QuizFact } from '../model/quiz.ts';
import type { SessionState } from '../model/state.ts';

export function evolveQuiz(state: SessionState, event: QuizFact, at: number): SessionState {
  const { quiz } = state;
  switch (event.type) {
    case 'questionsAsked': {
      const answerMs = event.closesAt === undefined ? undefined : event.closesAt - at;
      return {
        ...state,
        quizzes: event.quiz,
        quiz: {
          number: event.quiz,
          purpose: event.purpose,
          questions: event.questions,
          askedAt: at,
          ...(answerMs === undefined ? {} : { answerMs, closesAt: closingTime(state, at, answerMs) }),
          closed: false,
          answers: {},
        },
      };
    }
    case 'questionAnswered': {
      if (!quiz || quiz.closed) return state;
      const own = { ...quiz.answers[event.player], [event.question]: event.answer };
      return { ...state, quiz: { ...quiz, answers: { ...quiz.answers, [event.player]: own } } };
    }
    case 'questionsClosed':
      return quiz && !quiz.closed ? { ...score(state, quiz), quiz: { ...quiz, closed: true } } : state;
    case 'questionsPutAway':
      return omit(state, 'quiz');
    case 'recallAnswered': {
      const players = change(state.players, event.player, (player) => ({
        ...player,
        recalls: (player.recalls ?? 0) + 1,
      }));
      return { ...state, players };
    }
    case 'cardShown':
      return { ...state, card: event.card };
    case 'cardHidden':
      return omit(state, 'card');
  }
}

/** Answers count when the question closes: an earlier change of score would tell whether an answer was right. */
function score(state: SessionState, { questions, answers }: Quiz): SessionState {
  let { players } = state;
  for (const [id, own] of Object.entries(answers)) {
    const given = questions.flatMap((question) => {
      const answer = own[question.id];
      return answer ? [gradeAnswer(question, answer).right] : [];
    });
    players = change(players, id as PlayerId, (player) => ({
      ...player,
      quiz: {
        answered: (player.quiz?.answered ?? 0) + given.length,
        right: (player.quiz?.right ?? 0) + given.filter(Boolean).length,
      },
    }));
  }
  return { ...state, players };
}
