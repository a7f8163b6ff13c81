using System.Globalization;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Queries;

/// <summary>Values of a query's parameters, as text, checked when they are read.</summary>
internal sealed class QueryArguments
{
    /// <summary>Rows given where none is asked for.</summary>
    public const int DefaultLimit = 100;

    /// <summary>Rows given at the most.</summary>
    public const int MaximumLimit = 1_000;

    /// <summary>Longest value. Characters.</summary>
    public const int LongestValue = 512;

    private readonly IReadOnlyDictionary<string, string> _values;
    private readonly DateTimeOffset _now;

    private QueryArguments(IReadOnlyDictionary<string, string> values, DateTimeOffset now)
    {
        _values = values;
        _now = now;
    }

    /// <summary>Checks every value.</summary>
    /// <returns>The arguments, or all that is wrong with them.</returns>
    public static (QueryArguments? Arguments, IReadOnlyList<string> Faults) Create(
        Query query, IReadOnlyDictionary<string, string> values, DateTimeOffset now)
    {
        var faults = new List<string>();
        foreach (var (name, value) in values)
        {
            if (query.Parameters.FirstOrDefault(p => p.Name == name) is not { } parameter)
            {
                faults.Add($"'{query.Name}' takes no '{name}'; it takes {string.Join(", ", query.Parameters.Select(p => p.Name))}");
            }
            else if (parameter.Beside is { } other && !values.ContainsKey(other))
            {
                faults.Add($"{name}: means something only with a {other}");
            }
            else if (value.Length > LongestValue)
            {
                faults.Add($"{name}: is longer than {LongestValue} characters");
            }
            else if (parameter.Check?.Invoke(value) is { } fault)
            {
                faults.Add($"{name}: {fault}");
            }
        }
        return faults.Count > 0 ? (null, faults) : (new QueryArguments(values, now), faults);
    }

    /// <summary>When it is asked.</summary>
    public DateTimeOffset Now => _now;

    public string? Text(string name) => _values.GetValueOrDefault(name);

    public int Limit => _values.TryGetValue("limit", out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : DefaultLimit;

    /// <summary>A moment: a duration before now, or a date.</summary>
    public DateTimeOffset? Moment(string name) =>
        _values.TryGetValue(name, out var text) && TryMoment(text, _now, out var moment) ? moment : null;

    public static string? CheckLimit(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MaximumLimit
            ? null
            : $"'{text}' is not a number from 1 to {MaximumLimit}";

    public static string? CheckMoment(string text) =>
        TryMoment(text, DateTimeOffset.UnixEpoch, out _) ? null : $"'{text}' is neither a duration such as 10m nor a time such as 2026-03-02T10:00:00Z";

    public static bool TryMoment(string text, DateTimeOffset now, out DateTimeOffset moment)
    {
        if (DurationText.TryParse(text, out var duration, out _))
        {
            // Longer ago than time goes back is: everything.
            moment = duration < now - DateTimeOffset.MinValue ? now - duration : DateTimeOffset.MinValue;
            return true;
        }
        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out moment);
    }
}
