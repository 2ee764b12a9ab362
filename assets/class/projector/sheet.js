/** A reveal on one sheet that leaves: the stage as it stands, and beside it question, votes and answer. */

import { pictured } from "../../stage/picture.js";
import { writeLines } from "./look.js";

const SCALE = 2;
const EDGE = 14;
const NARROWEST = 420;
const LOWEST = 260;

/**
 * Draws it.
 * @param {import("../../stage/poster.js").Poster} poster
 * @param {import("./votes.js").Votes} votes
 * @param {import("./head.js").Head} head
 * @returns {Promise<HTMLCanvasElement>}
 */
export async function sheetOf(poster, votes, head) {
  const stage = await pictured(poster);
  const width = Math.max(NARROWEST, votes.size.width);
  const column = (context, left) => drawColumn(context, left, width, votes, head);
  const scratch = document.createElement("canvas").getContext("2d");
  const [across, down] = [stage.width / SCALE, Math.max(stage.height / SCALE, column(scratch, 0) + EDGE)];
  const sheet = document.createElement("canvas");
  Object.assign(sheet, { width: SCALE * (across + width + EDGE), height: Math.ceil(SCALE * down) });
  const context = sheet.getContext("2d");
  context.fillStyle = votes.theme.background;
  context.fillRect(0, 0, sheet.width, sheet.height);
  context.drawImage(stage, 0, 0);
  context.setTransform(SCALE, 0, 0, SCALE, 0, 0);
  column(context, across);
  return sheet;
}

/** Question, votes and answer, one below the other; returns where they end. */
function drawColumn(context, left, width, votes, head) {
  const { theme } = votes;
  const { title, question, answer } = head.words;
  const gap = 0.6 * theme.size;
  let top = writeLines(context, title, { left, top: EDGE, width, height: 0 }, theme, { weight: 700 });
  top = writeLines(context, question, { left, top: top + gap, width, height: 0 }, theme) + gap;
  const height = Math.max(LOWEST, votes.size.height);
  const below = votes.paint(context, { left, top, width, height });
  return answer ? writeLines(context, answer, { left, top: below + gap, width, height: 0 }, theme, { weight: 700 }) : below;
}
