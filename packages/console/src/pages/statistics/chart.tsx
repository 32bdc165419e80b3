import 'uplot/dist/uPlot.min.css';
import './chart.css';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { chartData, chartOptions, type ChartFigures } from './chart-options';

interface ChartProps extends ChartFigures {
  /** What it shows, for screen readers. */
  readonly label: string;
}

const HEIGHT = 260;

/** A picture of figures that stand in a table as well. */
export default function Chart({ label, times, bucket, kind, series }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return;
    const figures = { times, bucket, kind, series };
    let chart: uPlot | undefined;
    const draw = () => {
      chart?.destroy();
      const size = { width: element.clientWidth, height: HEIGHT };
      chart = new uPlot(
        { ...chartOptions(figures, getComputedStyle(element)), ...size },
        chartData(figures),
        element,
      );
    };
    draw();
    const resizing = new ResizeObserver(() => chart?.setSize({ width: element.clientWidth, height: HEIGHT }));
    resizing.observe(element);
    // A canvas does not follow the style sheet.
    const scheme = window.matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', draw);
    return () => {
      scheme.removeEventListener('change', draw);
      resizing.disconnect();
      chart?.destroy();
    };
  }, [times, bucket, kind, series]);
  return <div ref={place} className="chart" role="img" aria-label={label} />;
}
