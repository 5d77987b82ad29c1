package io.divergence.examples;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A picture of lines and points. The colours (Okabe and Ito's) can be told apart by the colour-blind, as can the dashes. */
final class Plot {
    static final Color BLACK = new Color(0x000000);
    static final Color BLUE = new Color(0x0072B2);
    static final Color VERMILION = new Color(0xD55E00);
    static final Color GREEN = new Color(0x009E73);
    static final Color PURPLE = new Color(0xCC79A7);
    static final Color ORANGE = new Color(0xE69F00);
    static final Color SKY = new Color(0x56B4E9);
    static final Color GREY = new Color(0x888888);

    static final BasicStroke SOLID = stroke(2.2f);
    static final BasicStroke DASHED = stroke(2.2f, 9, 6);
    static final BasicStroke DOTTED = stroke(2.4f, 2, 6);
    static final BasicStroke MIXED = stroke(2.2f, 12, 5, 2, 5);
    static final BasicStroke THIN = stroke(1.2f);

    private static final Color[] COLOURS = {BLUE, VERMILION, GREEN, PURPLE, ORANGE, SKY, BLACK, GREY};
    private static final BasicStroke[] STROKES = {SOLID, DASHED, DOTTED, MIXED};
    private static final int POINTS = 600;
    private static final int MANY = 200;

    private final XYChart chart;
    private int lines;

    private Plot(String title, String x, String y) {
        chart = new XYChart(1000, 640);
        chart.setTitle(title);
        chart.setXAxisTitle(x);
        chart.setYAxisTitle(y);
        XYStyler styler = chart.getStyler();
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setPlotBackgroundColor(Color.WHITE);
        styler.setPlotGridLinesColor(new Color(0xE4E4E4));
        styler.setPlotBorderColor(GREY);
        styler.setChartTitleBoxVisible(false);
        styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 18));
        styler.setAxisTitleFont(new Font(Font.SANS_SERIF, Font.PLAIN, 16));
        styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
        styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 14));
        styler.setLegendBorderColor(new Color(0xCCCCCC));
        styler.setLegendPosition(Styler.LegendPosition.OutsideE);
        styler.setLegendSeriesLineLength(36);
        styler.setPlotContentSize(0.97);
        styler.setChartPadding(14);
        styler.setLocale(Locale.ROOT);
        styler.setMarkerSize(8);
    }

    private static BasicStroke stroke(float width, float... dashes) {
        return new BasicStroke(width, BasicStroke.CAP_BUTT, BasicStroke.JOIN_ROUND, 10, dashes.length == 0 ? null : dashes, 0);
    }

    static Plot of(String title, String x, String y) {
        return new Plot(title, x, y);
    }

    static double[] grid(double from, double to, int points) {
        double[] x = new double[points];
        for (int i = 0; i < points; i++) {
            x[i] = from + (to - from) * i / (points - 1);
        }
        return x;
    }

    /** Adds a line in the next colour and dash. */
    Plot line(String name, double[] x, double[] y) {
        int k = lines++;
        return line(name, x, y, COLOURS[k % COLOURS.length], STROKES[k % STROKES.length]);
    }

    Plot line(String name, double[] x, double[] y, Color colour, BasicStroke stroke) {
        return line(name, x, y, colour, stroke, true);
    }

    Plot line(String name, double[] x, double[] y, Color colour, BasicStroke stroke, boolean inLegend) {
        XYSeries series = add(name, x, gaps(y, stroke));
        if (series != null) {
            series.setLineColor(colour);
            series.setLineStyle(stroke);
            series.setShowInLegend(inLegend);
            series.setMarker(SeriesMarkers.NONE);
        }
        return this;
    }

    Plot curve(String name, double from, double to, DoubleUnaryOperator f, Color colour, BasicStroke stroke) {
        double[] x = grid(from, to, POINTS);
        double[] y = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            // Not quite equally spaced: equal spacing makes XChart label these points instead of round numbers.
            x[i] += 0.02 * (to - from) * Math.sin(2 * Math.PI * i / (POINTS - 1));
            y[i] = f.applyAsDouble(x[i]);
        }
        return line(name, x, y, colour, stroke);
    }

    Plot points(String name, double[] x, double[] y, Color colour, Marker marker) {
        XYSeries series = add(name, x, y);
        if (series != null) {
            series.setXYSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
            series.setMarker(marker);
            series.setMarkerColor(colour);
        }
        return this;
    }

    Plot range(double xMin, double xMax, double yMin, double yMax) {
        chart.getStyler().setXAxisMin(xMin);
        chart.getStyler().setXAxisMax(xMax);
        chart.getStyler().setYAxisMin(yMin);
        chart.getStyler().setYAxisMax(yMax);
        return this;
    }

    Plot logarithmicY() {
        chart.getStyler().setYAxisLogarithmic(true);
        chart.getStyler().setYAxisDecimalPattern("0.#E0");
        return this;
    }

    Plot logarithmicX() {
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setXAxisDecimalPattern("0.###");
        return this;
    }

    /** Both axes in powers of ten; every value must be positive. */
    Plot logarithmic() {
        return logarithmicX().logarithmicY();
    }

    /** A line with a mark at each of its points. */
    Plot marked(String name, double[] x, double[] y, Color colour, BasicStroke stroke, Marker marker) {
        XYSeries series = add(name, x, y);
        if (series != null) {
            series.setLineColor(colour);
            series.setLineStyle(stroke);
            series.setMarker(marker);
            series.setMarkerColor(colour);
        }
        return this;
    }

    /** Writes NAME.png and NAME.svg. */
    @SuppressWarnings("deprecation")
    void save(Path folder, String name) throws IOException {
        try (OutputStream png = Files.newOutputStream(folder.resolve(name + ".png"))) {
            BitmapEncoder.saveBitmap(chart, png, BitmapEncoder.BitmapFormat.PNG);
        }
        try (OutputStream svg = Files.newOutputStream(folder.resolve(name + ".svg"))) {
            VectorGraphicsEncoder.saveVectorGraphic(chart, svg, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
        }
    }

    /** XChart begins the dash anew at every point: lines of many points need real gaps. */
    private static double[] gaps(double[] y, BasicStroke stroke) {
        double[] dashed = y.clone();
        if (stroke.getDashArray() == null || y.length < MANY) {
            return dashed;
        }
        int period = Math.max(6, y.length / (stroke == DOTTED ? 100 : 45));
        for (int i = 0; i < y.length; i++) {
            double t = i % period / (double) period;
            boolean drawn = stroke == DOTTED ? t < 0.4 : stroke == DASHED ? t < 0.65 : t < 0.5 || t >= 0.7 && t < 0.85;
            if (!drawn) {
                dashed[i] = Double.NaN;
            }
        }
        return dashed;
    }

    /** What is not finite becomes a gap; a series without a point is left out. */
    private XYSeries add(String name, double[] x, double[] y) {
        double[] gaps = y.clone();
        boolean any = false;
        for (int i = 0; i < gaps.length; i++) {
            if (Double.isInfinite(gaps[i])) {
                gaps[i] = Double.NaN;
            }
            any |= !Double.isNaN(gaps[i]);
        }
        return any ? chart.addSeries(name, x, gaps) : null;
    }
}
