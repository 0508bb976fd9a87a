import type { Chart } from '../../reports/chart.js';
import { barPlot } from './bar-plot.js';
import { heatmapPlot } from './heatmap-plot.js';
import { linePlot } from './line-plot.js';
import { lorenzPlot } from './lorenz-plot.js';
import { labelWords } from '../label-words.js';
import type { Drawing, PlotStyle } from './plot.js';
import { publishedPlot } from './published-plot.js';
import { rankPlot } from './rank-plot.js';
import { scatterPlot } from './scatter-plot.js';
import { seriesPlot } from './series-plot.js';
import { stackedAreaPlot } from './stacked-area-plot.js';
import { stackedBarPlot } from './stacked-bar-plot.js';

/** The inside of a chart, without its title. */
export function drawChart(chart: Chart, page: Omit<PlotStyle, 'label'>): Drawing {
  const style = { ...page, label: labelWords(chart, page.words) };
  switch (chart.kind) {
    case 'bar':
      return barPlot(chart, style);
    case 'heatmap':
      return heatmapPlot(chart, style);
    case 'line':
      return linePlot(chart, style);
    case 'lorenz':
      return lorenzPlot(chart, style);
    case 'published':
      return publishedPlot(chart, style);
    case 'rank':
      return rankPlot(chart, style);
    case 'scatter':
      return scatterPlot(chart, style);
    case 'series':
      return seriesPlot(chart, style);
    case 'stacked-area':
      return stackedAreaPlot(chart, style);
    case 'stacked-bar':
      return stackedBarPlot(chart, style);
  }
}
