using System.Text;
using System.Text.Json;

namespace Reactor.Reactions.Payloads;

/// <summary>
/// The labels by which Alertmanager knows an alert: they are the alert's identity there, so they are the same at its opening, at every re-send
/// and at its end, and no two open alerts have the same.
/// </summary>
internal static class PrometheusLabels
{
    private const int MaxLabels = 64;
    private const int MaxValueBytes = 1024;

    /// <summary>The labels: those of the alert under names that Prometheus takes, then Reactor's own.</summary>
    public static SortedDictionary<string, string> Of(PayloadContent content)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in content.Labels.OrderBy(l => l.Key, StringComparer.Ordinal))
        {
            Add(Sanitise(name), value);
        }

        foreach (var (name, value) in OtherParts(content))
        {
            Add(Sanitise("key_" + name), value);
        }

        Own("alertname", content.Rule);
        Own("alert", content.Alert?.Id == content.Rule ? null : content.Alert?.Id);
        Own("severity", content.Severity);
        if (IsOfOneVm(content))
        {
            Own("vm", content.Vm.Name);
            Own("vm_uuid", content.Vm.Uuid);
            Own("host", content.Vm.Host);
        }

        return labels;

        void Own(string name, string? value)
        {
            if (PlainText.OneLine(value ?? "", MaxValueBytes) is { Length: > 0 } clean)
            {
                labels[name] = clean;
            }
        }

        void Add(string name, string value)
        {
            var clean = PlainText.OneLine(value, MaxValueBytes);
            if (clean.Length == 0 || labels.Count >= MaxLabels)
            {
                return;
            }

            // `a-b` and `a.b` are one name there: the second is a label of its own all the same.
            var free = name;
            for (var i = 2; !labels.TryAdd(free, clean); i++)
            {
                free = $"{name}_{i}";
            }
        }
    }

    /// <summary>A name that Prometheus takes: letters, digits and underscores, no digit first.</summary>
    public static string Sanitise(string name)
    {
        var clean = new StringBuilder(name.Length + 1);
        foreach (var c in name)
        {
            clean.Append(char.IsAsciiLetterOrDigit(c) ? c : '_');
        }

        if (clean.Length == 0 || char.IsAsciiDigit(clean[0]))
        {
            clean.Insert(0, '_');
        }

        return clean.ToString();
    }

    // A fleet rule's alert is of many VMs, though one of them completed its match.
    private static bool IsOfOneVm(PayloadContent content)
    {
        using var key = JsonDocument.Parse(content.Match.Key);
        return key.RootElement.TryGetProperty("vm"u8, out _);
    }

    // Parts of the key that are no labels: alerts of one rule and VM may differ in them alone.
    private static IEnumerable<(string Name, string Value)> OtherParts(PayloadContent content)
    {
        using var key = JsonDocument.Parse(content.Match.Key);
        return
        [
            .. key.RootElement.EnumerateObject()
                .Where(part => !part.NameEquals("vm"u8) && !content.Labels.ContainsKey(part.Name))
                .Select(part => (part.Name, part.Value.ValueKind == JsonValueKind.String ? part.Value.GetString()! : part.Value.GetRawText())),
        ];
    }
}
