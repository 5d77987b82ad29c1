package io.divergence.examples;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.Marker;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** A line chart in the one look of the examples: Okabe and Ito's colours, which survive colour blindness. */
final class Chart {
    static final Color BLACK = new Color(0x22, 0x22, 0x22);
    static final Color BLUE = new Color(0x00, 0x72, 0xB2);
    static final Color ORANGE = new Color(0xD5, 0x5E, 0x00);
    static final Color GREEN = new Color(0x00, 0x9E, 0x73);
    static final Color PURPLE = new Color(0xCC, 0x79, 0xA7);
    static final Color SKY = new Color(0x56, 0xB4, 0xE9);
    static final Color GREY = new Color(0x99, 0x99, 0x99);
    static final Color[] COLOURS = {BLUE, ORANGE, GREEN, PURPLE, SKY, BLACK, GREY};

    private final XYChart chart;
    private final Set<String> names = new HashSet<>();
    private int series;

    Chart(String title, String x, String y) {
        chart = new XYChartBuilder().width(900).height(560).title(title).xAxisTitle(x).yAxisTitle(y).build();
        Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 14);
        chart.getStyler().setChartTitleFont(font.deriveFont(Font.BOLD, 17f));
        chart.getStyler().setAxisTitleFont(font);
        chart.getStyler().setAxisTickLabelsFont(font.deriveFont(13f));
        chart.getStyler().setLegendFont(font.deriveFont(13f));
        chart.getStyler().setLegendPosition(Styler.LegendPosition.OutsideE);
        chart.getStyler().setLegendBorderColor(Color.WHITE);
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setPlotBorderColor(new Color(0xBB, 0xBB, 0xBB));
        chart.getStyler().setPlotGridLinesColor(new Color(0xEE, 0xEE, 0xEE));
        chart.getStyler().setChartTitleBoxVisible(false);
        chart.getStyler().setMarkerSize(6);
    }

    private String unique(String name) {
        return names.add(name) ? name : name + " (" + ++series + ")";
    }

    /** Adds a line; dashed if asked. */
    Chart line(String name, double[] x, double[] y, Color colour, boolean dashed) {
        XYSeries s = chart.addSeries(unique(dashed ? name + " (dashed)" : name), x, dashed ? withGaps(y) : y);
        s.setMarker(SeriesMarkers.NONE);
        s.setLineColor(colour);
        s.setLineStyle(new BasicStroke(2.2f, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
        return this;
    }

    /** Dashes by gaps in the data: a stroke's own dashes start again at every point, and vanish on fine curves. */
    private static double[] withGaps(double[] y) {
        double[] gaps = y.clone();
        int period = Math.max(3, y.length / 30);
        for (int i = 0; i < y.length; i++) {
            gaps[i] = i % period >= 2 * period / 3 ? Double.NaN : y[i];
        }
        return gaps;
    }

    /** Adds a thin line that the legend does not name. */
    Chart thin(double[] x, double[] y, Color colour) {
        XYSeries s = chart.addSeries("thin " + ++series, x, y);
        s.setMarker(SeriesMarkers.NONE);
        s.setLineColor(colour);
        s.setLineStyle(new BasicStroke(1.1f));
        s.setShowInLegend(false);
        return this;
    }

    /** Adds points without a line. */
    Chart points(String name, double[] x, double[] y, Color colour, Marker marker) {
        XYSeries s = chart.addSeries(unique(name), x, y);
        s.setMarker(marker);
        s.setMarkerColor(colour);
        s.setLineStyle(new BasicStroke(0));
        s.setLineColor(new Color(0, 0, 0, 0));
        return this;
    }

    /** Adds a function over a range. */
    Chart function(String name, double from, double to, DoubleUnaryOperator f, Color colour, boolean dashed) {
        int n = 600;
        double[] x = new double[n + 1];
        double[] y = new double[n + 1];
        for (int i = 0; i <= n; i++) {
            x[i] = from + (to - from) * i / n;
            y[i] = f.applyAsDouble(x[i]);
        }
        return line(name, x, y, colour, dashed);
    }

    Chart logarithmicY() {
        chart.getStyler().setYAxisLogarithmic(true);
        return this;
    }

    Chart range(double fromX, double toX, double fromY, double toY) {
        chart.getStyler().setXAxisMin(fromX).setXAxisMax(toX);
        chart.getStyler().setYAxisMin(fromY).setYAxisMax(toY);
        return this;
    }

    /** Writes name.png and name.svg. */
    void write(Path folder, String name) throws IOException {
        try (OutputStream png = Files.newOutputStream(folder.resolve(name + ".png"))) {
            BitmapEncoder.saveBitmap(chart, png, BitmapEncoder.BitmapFormat.PNG);
        }
        try (OutputStream svg = Files.newOutputStream(folder.resolve(name + ".svg"))) {
            VectorGraphicsEncoder.saveVectorGraphic(chart, svg, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
        }
    }
}
