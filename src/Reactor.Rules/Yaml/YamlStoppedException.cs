namespace Reactor.Rules.Yaml;

/// <summary>The rest of a file can't be read. Never leaves <see cref="YamlReader"/>.</summary>
internal sealed class YamlStoppedException(Place place, string code, string message, string? suggestion) : Exception(message)
{
    public Place Place { get; } = place;

    public string Code { get; } = code;

    public string? Suggestion { get; } = suggestion;
}
