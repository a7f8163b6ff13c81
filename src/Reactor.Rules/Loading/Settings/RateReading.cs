using System.Globalization;
using Reactor.Rules.Configuration;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Settings;

/// <summary>So many in a span: <c>50/s</c>, <c>100/m</c>, <c>1000/h</c>.</summary>
internal static class RateReading
{
    private const int Most = 100_000;

    public static Reading<DeliveryRate> Instance { get; } = new ScalarReading<DeliveryRate>("a rate such as 50/s, 100/m or 1000/h", Read)
    {
        Form = ScalarForm.Text(@"^\s*[0-9]{1,6}\s*/\s*[smh]\s*$", "50/s", "100/m", "1000/h"),
    };

    private static Parsing<DeliveryRate> Read(YScalar scalar)
    {
        string[] parts = scalar.Value.Split('/', StringSplitOptions.TrimEntries);
        TimeSpan? per = parts.Length != 2 ? null : parts[1] switch
        {
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            _ => null,
        };
        if (per is not { } span || !int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out int count))
            return Parsing<DeliveryRate>.Wrong($"{Shown.Word(scalar.Value)} is not a rate", "write how many a second, minute or hour: 50/s, 100/m, 1000/h");
        return count is < 1 or > Most ? Parsing<DeliveryRate>.Wrong(string.Create(CultureInfo.InvariantCulture, $"a rate is 1 to {Most:N0} in its span")) : new(new DeliveryRate(count, span));
    }
}
