/* Draws <div data-chart="id"> from the JSON script of that id (see ui/charts.py). ECharts as SVG, nothing animated,
   colours read from the tokens, everything mirrored where reading goes from right to left. */

import { BarChart, LineChart, ScatterChart } from 'echarts/charts';
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

echarts.use([BarChart, LineChart, ScatterChart, GridComponent, MarkLineComponent, TooltipComponent, SVGRenderer]);

/* ECharts cannot read light-dark(): resolve a token through a real element. */
function token(name) {
  const probe = document.createElement('i');
  probe.style.color = `var(--mo-${name})`;
  document.body.append(probe);
  const colour = getComputedStyle(probe).color;
  probe.remove();
  return colour;
}

/* Text of a right-to-left page inside a drawing, which knows only left to right. */
const isolated = (text, rtl) => (rtl && text ? String(text).split('\n').map((line) => `\u2067${line}\u2069`).join('\n') : text);

/* A tick of the value axis, shortened by the language's own words from `from` up. */
function ticks({ digits, marks, steps, from, prefix, suffix }, rtl) {
  return (value) => {
    const [size, word] = Math.abs(value) < from ? [1, ''] : steps.find(([least]) => Math.abs(value) >= least) ?? [1, ''];
    const [whole, part] = String(Math.round((Math.abs(value) / size) * 10) / 10).split('.');
    const groups = whole.replace(/\B(?=(\d{3})+$)/g, marks.group);
    const plain = part ? `${groups}${marks.point}${part}` : groups;
    const own = digits ? plain.replace(/\d/g, (d) => digits[d]) : plain;
    return isolated(`${value < 0 ? '\u2212' : ''}${prefix}${own}${suffix}${word}`, rtl);
  };
}

function series(spec, drawn, index) {
  const colour = token(drawn.colour);
  const base = { name: isolated(drawn.name, spec.rtl), data: drawn.values, z: drawn.before ? 3 : 2 };
  if (drawn.before && spec.kind === 'bars') return { ...base, type: 'scatter', symbol: 'rect', symbolSize: [spec.tick, 2], itemStyle: { color: token('ink-3') } };
  if (spec.kind === 'steps') {
    return {
      ...base, type: 'line', step: 'end', symbol: 'none',
      lineStyle: { color: colour, width: drawn.before ? 1.5 : 2, type: drawn.before ? [4, 3] : 'solid' },
      areaStyle: drawn.before ? undefined : { color: token('accent-soft'), opacity: 0.75 },
    };
  }
  if (spec.kind === 'lines') {
    return {
      ...base, type: 'line', symbol: 'none', connectNulls: false,
      lineStyle: { color: colour, width: drawn.before ? 1.5 : 2, type: drawn.before ? [4, 3] : 'solid' },
      endLabel: { show: spec.series.length > 1, formatter: isolated(drawn.name, spec.rtl), color: colour, fontSize: 11 },
    };
  }
  const bars = spec.ramp
    ? drawn.values.map((value, at) => ({ value, itemStyle: { color: token(`ramp-${ramp(at, drawn.values.length)}`) } }))
    : drawn.values;
  return {
    ...base, type: 'bar', data: bars,
    barMaxWidth: spec.ramp ? undefined : 16, barWidth: spec.ramp ? '68%' : undefined,
    itemStyle: { color: colour, borderRadius: spec.lying ? [0, 2, 2, 0] : [2, 2, 0, 0] },
    label: drawn.texts ? {
      show: true, position: spec.lying ? (spec.rtl ? 'left' : 'right') : 'top', distance: 7, fontSize: 13, fontWeight: 600,
      color: token('ink'), backgroundColor: token('paper'), padding: [1, 3], formatter: ({ dataIndex }) => isolated(drawn.texts[dataIndex], spec.rtl),
    } : undefined,
    markLine: spec.mark && index === 0 ? mark(spec) : undefined,
  };
}

/* Ordered groups take the five steps of the ramp, the darkest last. */
const ramp = (at, count) => (count < 2 ? 5 : 1 + Math.round((at * 4) / (count - 1)));

function mark(spec) {
  return {
    silent: true, symbol: 'none', lineStyle: { color: token('ink-3'), type: [3, 3], width: 1 },
    label: { position: 'insideStartTop', distance: [0, 6], formatter: isolated(spec.mark.label, spec.rtl), color: token('ink-3'), fontSize: 11 },
    data: [{ yAxis: spec.mark.at }],
  };
}

function points(spec) {
  return (spec.points ?? []).map((point) => ({
    type: 'scatter', data: [[point.x, point.y]], symbolSize: 9, z: 5,
    itemStyle: { color: token('warn-fill'), borderColor: token('paper'), borderWidth: 2 },
    label: { show: true, position: 'top', distance: 6, formatter: isolated(point.label, spec.rtl), color: token('warn'), fontSize: 12, fontWeight: 500 },
  }));
}

function option(spec) {
  const font = getComputedStyle(document.body).fontFamily;
  const text = { color: token('ink-3'), fontFamily: font, fontSize: 11 };
  const line = { lineStyle: { color: token('line') } };
  const format = ticks(spec.words, spec.rtl);
  const value = {
    type: 'value', min: 0, max: spec.max ?? undefined, show: spec.axis, splitNumber: spec.kind === 'steps' ? 3 : 2,
    axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: spec.axis, lineStyle: { color: token('grid') } },
    axisLabel: { ...text, formatter: format },
  };
  const along = spec.kind === 'steps'
    ? { ...value, max: spec.across, splitNumber: 5, axisLine: { show: true, ...line }, splitLine: { show: false }, axisLabel: { ...text, formatter: (v) => (v ? format(v) : ''), hideOverlap: true } }
    : { type: 'category', data: spec.labels.map((label) => isolated(label, spec.rtl)), axisLine: { show: true, ...line }, axisTick: { show: false }, axisLabel: { ...text, fontSize: spec.ramp ? 12 : 11, hideOverlap: true } };
  const flat = { ...along, inverse: spec.lying ? true : spec.rtl, position: spec.lying && spec.rtl ? 'right' : undefined };
  const tall = { ...value, position: spec.rtl ? 'right' : 'left', inverse: spec.lying ? spec.rtl : false };
  const side = spec.axis || spec.lying ? 4 : 0;
  return {
    animation: false,
    textStyle: { fontFamily: font },
    grid: { left: side, right: side, top: spec.ramp ? 26 : 14, bottom: 2, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
    xAxis: spec.lying ? tall : flat,
    yAxis: spec.lying ? flat : tall,
    series: [...spec.series.map((drawn, index) => series(spec, drawn, index)), ...points(spec)],
    tooltip: spec.tips ? {
      trigger: spec.kind === 'steps' ? 'none' : 'axis', renderMode: 'richText', confine: true, axisPointer: { type: 'none' },
      backgroundColor: token('raised'), borderColor: token('line'), padding: [6, 10], transitionDuration: 0,
      textStyle: { color: token('ink'), fontFamily: font, fontSize: 12 },
      formatter: (given) => isolated(spec.tips[(Array.isArray(given) ? given[0] : given).dataIndex], spec.rtl),
    } : undefined,
  };
}

/* Decimals come as strings, so that nobody rounds them on the way. */
const number = (value) => (Array.isArray(value) ? value.map(number) : value === null ? null : Number(value));

function drawOne(place) {
  const spec = JSON.parse(document.getElementById(place.dataset.chart).textContent);
  for (const drawn of spec.series) drawn.values = drawn.values.map(number);
  for (const point of spec.points) [point.x, point.y] = [Number(point.x), Number(point.y)];
  for (const key of ['max', 'across']) if (spec[key] !== null) spec[key] = Number(spec[key]);
  if (spec.mark) spec.mark.at = Number(spec.mark.at);
  /* The mark of the period before is a little wider than its bar, and never as wide as the room of one. */
  spec.tick = Math.min(24, Math.floor((place.clientWidth / (spec.labels.length + 1)) * 0.7));
  spec.rtl = document.documentElement.dir === 'rtl';
  echarts.getInstanceByDom(place)?.dispose();
  echarts.init(place, null, { renderer: 'svg' }).setOption(option(spec));
  place.dataset.drawn = '';
}

const resized = new ResizeObserver((entries) => {
  for (const { target } of entries) echarts.getInstanceByDom(target)?.resize();
});
const rethemed = new MutationObserver(() => document.querySelectorAll('[data-drawn]').forEach(drawOne));
rethemed.observe(document.documentElement, { attributes: true, attributeFilter: ['data-bs-theme'] });

/* Draw every chart in `part` once the faces are there. */
export async function draw(part) {
  await document.fonts.ready;
  const places = part.matches('[data-chart]') ? [part] : [...part.querySelectorAll('[data-chart]')];
  for (const place of places) {
    drawOne(place);
    resized.observe(place);
  }
}
