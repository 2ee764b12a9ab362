/** The picture of the votes for each kind of task, and the same in words. */

/** @import { Theme } from "../../kit/theme.js" */
/** @import { Area } from "./look.js" */
/** @import { Told } from "./payload.js" */
/** @import { Bar } from "./bars.js" */

import { number } from "../../kit/format.js";
import { barWords, drawBars } from "./bars.js";
import { groupColour, writeLines } from "./look.js";
import { drawRace, raceWords } from "./race.js";
import { drawRug, rugWords } from "./rug.js";

/** What is less than this share of the map away from zero is seen as zero. */
const SEEN = 1e-3;

/**
 * What is known of a vote.
 * @typedef {object} Vote
 * @property {any} task as the server tells it, with its `kind`.
 * @property {"lobby"|"asking"|"closed"|"revealed"|"ended"} phase
 * @property {any} votes as the server tells them for this kind.
 * @property {Told} told
 * @property {boolean} tells whether the answer is told: after the reveal has played.
 */

/**
 * A kind of task.
 * @typedef {object} Kind
 * @property {(context: CanvasRenderingContext2D, area: Area, vote: Vote, theme: Theme) => number} draw returns where it ends.
 * @property {(vote: Vote) => string[]} words
 * @property {(votes: any) => string} counted how many there are, once the vote is closed.
 * @property {string} hint what is seen while it is asked; empty where that needs no word.
 */

/** @type {Record<string, Kind>} */
export const KINDS = {
  choice: {
    draw: (context, area, vote, theme) => drawBars(context, area, choices(vote), theme),
    words: (vote) => barWords(choices(vote), vote.votes.answered),
    counted: ({ answered }) => `${answered} answered`,
    hint: "",
  },
  rate: {
    draw: (context, area, vote, theme) => (isOpen(vote) ? area.top : drawRug(context, area, rates(vote), theme)),
    words: (vote) => (isOpen(vote) ? [] : rugWords(rates(vote))),
    counted: ({ answered }) => `${answered} answered`,
    hint: "",
  },
  start: {
    draw: (context, area, vote, theme) => (vote.tells ? drawEnds(context, area, vote, theme) : area.top),
    words: (vote) => (vote.tells ? [...rightStarts(vote), ...barWords(ends(vote), vote.votes.points.length)] : []),
    counted: ({ answered }) => `${answered} answered`,
    hint: "each ring is an answer",
  },
  race: {
    draw: (context, area, vote, theme) => drawRace(context, area, race(vote), theme),
    words: (vote) => raceWords(race(vote)),
    counted: ({ tries = [] }) => `${tries.length} tries`,
    hint: "each dot is a try",
  },
};

function isOpen({ phase }) {
  return phase === "asking";
}

/** @returns {Bar[]} */
function choices({ task, votes, phase, tells }) {
  const { counts, first, right } = votes;
  return task.choices.map((label, index) => ({
    label: plain(label),
    count: phase === "asking" ? null : (counts?.[index] ?? null),
    first: phase === "asking" ? null : (first?.[index] ?? null),
    right: tells && typeof right === "number" ? index === right : null,
  }));
}

function rates({ task, votes, tells }) {
  const values = (votes.values ?? []).map(([value, right]) => [value, tells ? right : null]);
  return { task, values, curve: tells ? votes.curve : null };
}

/** How many starts reach each minimum, the most first. @returns {Bar[]} */
function ends({ task, votes, told }) {
  const [counts, wanted] = [new Map(), new Map()];
  (votes.ends ?? []).forEach((end, index) => {
    counts.set(end, (counts.get(end) ?? 0) + 1);
    wanted.set(end, votes.right?.[index] ?? null);
  });
  const found = [...counts].sort(([, one], [, other]) => other - one);
  return found.map(([end, count]) => ({
    label: end >= 0 ? minimum(task, end) : told.elsewhere[end],
    count,
    first: null,
    right: wanted.get(end) || null,
    colour: groupColour(told.looks, end),
  }));
}

/** A minimum as it is seen on the map: no digits that nobody sees. */
function minimum({ minima, window }, end) {
  const place = minima[end].map((value, axis) => {
    const [low, high] = window[axis];
    return number(Math.abs(value) < SEEN * (high - low) ? 0 : value, 3);
  });
  return `Minimum ${end + 1}, at (${place.join(", ")})`;
}

function rightStarts({ votes }) {
  const judged = (votes.right ?? []).filter((one) => one !== null);
  return judged.length ? [`${judged.filter(Boolean).length} of ${judged.length} right`] : [];
}

function drawEnds(context, area, vote, theme) {
  const write = (line, words) => writeLines(context, words, { ...area, top: line }, theme, { weight: 700 }) + 0.5 * theme.size;
  const top = rightStarts(vote).reduce(write, area.top);
  return drawBars(context, { ...area, top, height: area.height - (top - area.top) }, ends(vote), theme);
}

function race({ task, votes, told, tells }) {
  return { task, tries: votes.tries ?? [], best: tells ? (votes.best ?? []) : [], looks: told.looks };
}

/** Words with their `code` and *emphasis* as plain text. */
function plain(text) {
  return text.replace(/`([^`]+)`/g, "$1").replace(/(?<![\w*])\*([^*\s](?:[^*]*[^*\s])?)\*(?![\w*])/g, "$1");
}
