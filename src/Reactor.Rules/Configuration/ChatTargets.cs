namespace Reactor.Rules.Configuration;

/// <summary>A channel of Slack, by an incoming webhook.</summary>
/// <param name="Name">The name that rules and routes use.</param>
public sealed record SlackTarget(string Name) : HttpTarget(Name)
{
    /// <inheritdoc/>
    public override string Kind => "slack";
}

/// <summary>A channel of Microsoft Teams, by a workflow's webhook.</summary>
/// <param name="Name">The name that rules and routes use.</param>
public sealed record TeamsTarget(string Name) : HttpTarget(Name)
{
    /// <inheritdoc/>
    public override string Kind => "teams";
}

/// <summary>A topic of an ntfy server.</summary>
/// <param name="Name">The name that rules and routes use.</param>
public sealed record NtfyTarget(string Name) : HttpTarget(Name)
{
    /// <summary>The server unless told otherwise.</summary>
    public static Uri DefaultUrl { get; } = new("https://ntfy.sh/");

    /// <inheritdoc/>
    public override string Kind => "ntfy";

    /// <summary>The topic.</summary>
    public required string Topic { get; init; }

    /// <summary>Where the access token is found; null for none.</summary>
    public SecretSource? Token { get; init; }
}
