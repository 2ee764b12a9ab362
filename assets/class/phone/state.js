/** What the server tells a phone, and what can be read from it. */

/**
 * A task as the server asks it; which fields it has goes by its kind.
 * @typedef {{ kind: "choice" | "rate" | "start" | "race", choices?: string[], name?: string, low?: number, high?: number, log?: boolean,
 *   start?: number, window?: number[][], levels?: string, at?: number[], minima?: number[][], optimizers?: string[],
 *   schedules?: string[], steps?: number }} Task
 *
 * How it came out for this seat, once it is revealed. `right` is null where nothing is right or nothing was answered.
 * @typedef {{ right: boolean | null, text?: string, loss?: number | null, place?: number | null, of?: number | null,
 *   answer?: number | null }} Outcome
 *
 * What a seat sees; `mine` is its last answer, in a race the list of its tries.
 * @typedef {{ item: number, of: number, phase: "lobby" | "asking" | "closed" | "revealed" | "ended", round: number,
 *   version: number, title: string, question: string, task: Task, mine: any, outcome: Outcome | null }} State
 *
 * An answer as it is sent: to which item and round, and a number of its own.
 * @typedef {{ item: number, round: number, value: any, n: number }} Answer
 *
 * An optimizer, a schedule, a rate, and the best loss: null where it diverged.
 * @typedef {[number, number, number, number | null]} Try
 */

/**
 * Whether two answers are the same.
 * @param {any} one
 * @param {any} other
 */
export function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * Whether an answer is one to what is asked now.
 * @param {Answer} answer
 * @param {State} state
 */
export function isAsked({ item, round }, state) {
  return state.phase === "asking" && item === state.item && round === state.round;
}

/**
 * Whether something is asked that has not been on the screen before.
 * @param {State} state
 * @param {State | null} before
 */
export function isNew(state, before) {
  return !before || before.phase === "lobby" || before.item !== state.item || before.round !== state.round;
}

/**
 * The best of some tries; undefined where none ended.
 * @param {Try[]} tries
 */
export function best(tries) {
  return tries.filter(([, , , loss]) => loss !== null).sort((one, other) => one[3] - other[3])[0];
}

/** A whole number that nobody else is likely to draw; pages on plain HTTP have no other. */
export function drawn() {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2));
  return (high % 2 ** 20) * 2 ** 32 + low + 1;
}
