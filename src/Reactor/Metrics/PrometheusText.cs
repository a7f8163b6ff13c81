using System.Globalization;
using System.Text;

namespace Reactor.Metrics;

/// <summary>Writes metrics as Prometheus reads them: text format 0.0.4.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    private static readonly string[] s_bucket = ["le"];

    /// <summary>All of them, as they are now.</summary>
    public static string Write(IEnumerable<Metric> metrics, MetricSource source)
    {
        var text = new StringBuilder();
        foreach (var metric in metrics)
        {
            text.Append("# HELP ").Append(metric.Name).Append(' ').Append(Escape(metric.Help, quotes: false)).Append('\n');
            text.Append("# TYPE ").Append(metric.Name).Append(' ').Append(metric.Type.ToString().ToLowerInvariant()).Append('\n');
            foreach (var sample in metric.Read(source))
            {
                text.Append(metric.Name).Append(sample.Suffix);
                Append(text, metric, sample);
                text.Append(' ').Append(sample.Value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');
            }
        }
        return text.ToString();
    }

    private static void Append(StringBuilder text, Metric metric, Sample sample)
    {
        var labels = sample.Suffix == "_bucket" ? s_bucket : metric.Labels;
        if (sample.Labels.Length != labels.Length)
        {
            throw new InvalidOperationException($"A sample of {metric.Name} has {sample.Labels.Length} labels, and there are {labels.Length}.");
        }
        for (var i = 0; i < labels.Length; i++)
        {
            text.Append(i == 0 ? '{' : ',').Append(labels[i]).Append("=\"").Append(Escape(sample.Labels[i], quotes: true)).Append('"');
        }
        if (labels.Length > 0)
        {
            text.Append('}');
        }
    }

    private static string Escape(string value, bool quotes)
    {
        var escaped = value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
        return quotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }
}
