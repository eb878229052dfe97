// @ts-check
/** Places for names in a drawing: beside their marks, clear of marks, of lines and of each other where that can be. */

/**
 * @typedef {object} Label
 * @property {string} text @property {number} x @property {number} y of its mark
 * @property {boolean} isNeeded whether it is there even where it has to lie on something
 * @property {boolean} isLimit whether it names a line, above or below whose end it stands
 * @property {boolean} isPale
 */

/** @typedef {{left: number, top: number, right: number, bottom: number}} Box */

const HEIGHT = 15;
/** Distances from a mark that are tried. */
const FAR = [8, 16, 26, 38, 52, 68, 86, 106];
/** Directions that are tried, to the right first. */
const TURNS = [0, 8, 1, -1, 7, -7, 2, -2, 6, -6, 4, -4, 3, -3, 5, -5].map((it) => (it * Math.PI) / 8);
/** What it costs to lie on a mark, on a line, and to be so many units away. */
const [ON_NAMED, ON_DOT, ON_LINE, PER_UNIT] = [12, 5, 10, 0.12];
/** A name that is not needed is left out where it costs more, or would lie on a line. */
const TOLERABLE = 20;

/** @param {Box} a @param {Box} b */
const meet = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

const context = document.createElement("canvas").getContext("2d");

/** @param {string} text */
function widthOf(text) {
  if (context === null) return text.length * 7.5;
  context.font = `13px ${getComputedStyle(document.body).fontFamily}`;
  return context.measureText(text).width;
}

/** @param {Label} label @returns {{box: Box, far: number}[]} */
function candidates({ text, x, y, isLimit }) {
  const width = widthOf(text) + 2;
  if (isLimit) {
    return [y - HEIGHT - 2, y + 2].flatMap((top) => [0, 0.25, 0.5, 0.75, 1].map((part) => {
      const left = (x - width) * (1 - part) + 50 * part;
      return { box: { left, top, right: left + width, bottom: top + HEIGHT }, far: part * 8 };
    }));
  }
  return FAR.flatMap((far) => TURNS.map((turn) => {
    const [aside, down] = [Math.cos(turn), Math.sin(turn)];
    const left = x + far * aside - (width * (1 - aside)) / 2;
    const top = y + far * down - (HEIGHT * (1 - down)) / 2;
    return { box: { left, top, right: left + width, bottom: top + HEIGHT }, far };
  }));
}

/**
 * @param {Label[]} labels those that come first choose first @param {{x: number, y: number, radius: number}[]} marks
 * @param {number[][]} strokes horizontal and vertical lines: x, y, x, y @param {Box} room
 * @returns {{label: Label, x: number, y: number, leader: number[] | null}[]} where their texts begin, and lines to marks that are not near
 */
export function placed(labels, marks, strokes, room) {
  const dots = marks.map(({ x, y, radius }) => ({ weight: radius > 3 ? ON_NAMED : ON_DOT,
    box: { left: x - radius, right: x + radius, top: y - radius, bottom: y + radius } }));
  const lines = strokes.map(([a, b, c, d]) => ({ left: Math.min(a, c) - 1, right: Math.max(a, c) + 1, top: Math.min(b, d) - 1, bottom: Math.max(b, d) + 1 }));
  /** @type {Box[]} */
  const taken = [];
  return labels.flatMap((label) => {
    let best = null;
    for (const { box, far } of candidates(label)) {
      // What is as near as it is good cannot be bettered further off: most names need few tries.
      if (best !== null && far * PER_UNIT >= best.cost) continue;
      const isInside = box.left >= room.left && box.right <= room.right && box.top >= room.top && box.bottom <= room.bottom;
      if (!isInside || taken.some((other) => meet(box, other))) continue;
      const crossed = lines.filter((line) => meet(box, line)).length;
      if (crossed > 0 && !label.isNeeded) continue;
      let cost = far * PER_UNIT + crossed * ON_LINE;
      for (const dot of dots) {
        if (meet(box, dot.box)) cost += dot.weight;
        if (best !== null && cost >= best.cost) break;
      }
      if (best === null || cost < best.cost) best = { box, far, cost };
    }
    if (best === null || (!label.isNeeded && best.cost > TOLERABLE)) return [];
    const { box, far } = best;
    taken.push(box);
    const [x, y] = [Math.max(box.left, Math.min(label.x, box.right)), Math.max(box.top + 2, Math.min(label.y, box.bottom - 2))];
    const leader = label.isLimit || far < 12 ? null : [label.x, label.y, x, y];
    return [{ label, x: box.left + 1, y: box.bottom - 3.5, leader }];
  });
}
