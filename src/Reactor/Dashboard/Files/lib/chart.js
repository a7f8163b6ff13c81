import { count, svg } from './dom.js';

const WIDTH = 600, HEIGHT = 120, LEFT = 2, BOTTOM = 4, TOP = 6;

/** A line of samples, the newest on the right. */
export function chart(name, values, stepSeconds, places, tone) {
  const most = Math.max(1, ...values);
  const x = (i) => LEFT + ((places - values.length + i) / Math.max(1, places - 1)) * (WIDTH - LEFT - 4);
  const y = (value) => TOP + (1 - value / most) * (HEIGHT - TOP - BOTTOM);
  const line = values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  const now = values.length > 0 ? count(values.at(-1)) : 'no';
  const picture = svg('svg', { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: `chart ${tone}`, role: 'img', 'aria-label': `${name}: ${now} a second now, ${count(Math.max(0, ...values))} at the most`, preserveAspectRatio: 'none' });
  for (const at of [0, most / 2, most]) {
    picture.append(
      svg('line', { class: 'axis', x1: LEFT, x2: WIDTH, y1: y(at), y2: y(at), 'vector-effect': 'non-scaling-stroke' }));
  }
  if (values.length > 0) {
    picture.append(
      svg('polygon', { class: 'area', fill: 'currentColor', points: `${x(0)},${y(0)} ${line} ${x(values.length - 1)},${y(0)}` }),
      svg('polyline', { fill: 'none', stroke: 'currentColor', 'stroke-width': 2, 'stroke-linejoin': 'round', 'vector-effect': 'non-scaling-stroke', points: line }));
  }
  return { picture, most, span: Math.round((places * stepSeconds) / 60) };
}
