/* Flashcards without a page: what is due, what comes next. Intervals come from FSRS (ts-fsrs).
   `state` is what progress.js keeps; a card's name is `deck:record`. */
import { createEmptyCard, fsrs } from './ts-fsrs.js';

const AHEAD = 20 * 60_000;              // with nothing else left, a card in progress comes up to 20 minutes early
const REVIEW = 2, LEARNING = [1, 3];    // states of ts-fsrs
const scheduler = fsrs({ request_retention: 0.9, enable_fuzz: false });

export const day = (now) => `${now.getFullYear()}-${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`;
const tomorrow = (now) => new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1);
const due = (card) => Date.parse(card.due);
const inDeck = (deck) => ([id]) => id.startsWith(`${deck}:`);

/* New cards that the day still allows. */
const allowance = (state, deck, now) => Math.max(0, state.daily - (state.day.date === day(now) ? state.day.new[deck] ?? 0 : 0));

/* Numbers for the list of decks; `total` is the size of the deck. */
export function counts(state, deck, total, now) {
  const started = Object.entries(state.cards).filter(inDeck(deck));
  const end = tomorrow(now).getTime();
  return {
    due: started.filter(([, card]) => due(card) < end).length,
    fresh: Math.min(allowance(state, deck, now), Math.max(0, total - started.length)),
    known: started.filter(([, card]) => card.state === REVIEW).length,
  };
}

/* {learning, review, fresh}: names of the cards of a session, in order. `decks`: deck -> names; `fresh`: whether new ones come too. */
export function queue(state, decks, now, fresh = true) {
  const names = Object.values(decks).flat().filter((name) => state.cards[name]);
  const sorted = (list) => list.sort((a, b) => due(state.cards[a]) - due(state.cards[b]));
  const end = tomorrow(now).getTime();
  return {
    learning: sorted(names.filter((name) => LEARNING.includes(state.cards[name].state) && due(state.cards[name]) < end)),
    review: sorted(names.filter((name) => state.cards[name].state === REVIEW && due(state.cards[name]) < end)),
    fresh: fresh ? Object.entries(decks).flatMap(([deck, all]) => all.filter((name) => !state.cards[name]).slice(0, allowance(state, deck, now))) : [],
  };
}

/* The next card's name, null if the day is done. */
export function next(state, decks, now, fresh = true) {
  const { learning, review, fresh: unseen } = queue(state, decks, now, fresh);
  const at = (limit) => learning.find((name) => due(state.cards[name]) <= limit);
  return at(now.getTime()) ?? review[0] ?? unseen[0] ?? at(now.getTime() + AHEAD) ?? null;
}

/* When the next of these comes, null if none has been started. */
export function upcoming(state, decks) {
  const times = Object.values(decks).flat().filter((name) => state.cards[name]).map((name) => due(state.cards[name]));
  return times.length ? new Date(Math.min(...times)) : null;
}

/* The four outcomes, grade 1 to 4 -> the card as it would then be. */
export function outcomes(card, now) {
  const found = scheduler.repeat(card ? { elapsed_days: 0, ...card } : createEmptyCard(now), now);
  return Object.fromEntries([1, 2, 3, 4].map((grade) => {
    const { stability, difficulty, scheduled_days, learning_steps, reps, lapses, state, due: when, last_review } = found[grade].card;
    return [grade, { due: when.toISOString(), stability, difficulty, scheduled_days, learning_steps, reps, lapses, state, last_review: last_review.toISOString() }];
  }));
}

/* The state after a grade; the given one stays as it is, which makes undoing easy. */
export function graded(state, name, card, now) {
  const deck = name.split(':')[0], today = day(now);
  const seen = state.day.date === today ? state.day.new : {};
  return {
    ...state,
    cards: { ...state.cards, [name]: card },
    day: { date: today, new: state.cards[name] ? seen : { ...seen, [deck]: (seen[deck] ?? 0) + 1 } },
  };
}
