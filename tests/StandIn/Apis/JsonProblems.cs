using System.Text.Json;

namespace StandIn.Apis;

/// <summary>What is wrong with a message for a service's API, by its published documents; collected, and empty where nothing is.</summary>
internal sealed class JsonProblems
{
    private readonly List<string> _found = [];

    public override string ToString() => string.Join('\n', _found);

    public void Check(bool isRight, string problem)
    {
        if (!isRight)
            _found.Add(problem);
    }

    /// <summary>Only these members, and these at least.</summary>
    public void Members(JsonElement map, string what, string required, string optional)
    {
        string[] needed = required.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        string[] known = [.. needed, .. optional.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        string[] there = [.. map.EnumerateObject().Select(m => m.Name)];
        Check(there.Distinct().Count() == there.Length, $"{what} has a member twice");
        foreach (var missing in needed.Except(there))
            Check(false, $"{what} lacks {missing}");
        foreach (var unknown in there.Except(known))
            Check(false, $"{what} has {unknown}, which the API doesn't know");
    }

    /// <summary>Text of 1 to so many characters.</summary>
    public void Text(JsonElement map, string name, int most)
    {
        if (!map.TryGetProperty(name, out var value))
            return;
        Check(value.ValueKind == JsonValueKind.String && value.GetString()!.Length > 0 && value.GetString()!.Length <= most, $"{name} is no text of 1 to {most} characters");
    }

    public void Url(JsonElement map, string name)
    {
        if (map.TryGetProperty(name, out var value))
            Check(Uri.TryCreate(value.GetString(), UriKind.Absolute, out var url) && url.Scheme is "http" or "https", $"{name} is no URL");
    }

    public void Time(JsonElement map, string name)
    {
        if (map.TryGetProperty(name, out var value))
            Check(value.TryGetDateTimeOffset(out _), $"{name} is no time");
    }
}
