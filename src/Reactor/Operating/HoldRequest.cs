using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Reactor.Api;
using Reactor.Output;
using Reactor.Queries;
using Reactor.Reactions.Holds;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Operating;

/// <summary>A silence or a maintenance that is asked for.</summary>
internal sealed record HoldRequest
{
    /// <summary>Longest time that one may last: what is to be quiet for ever is a rule to be disabled.</summary>
    public static readonly TimeSpan MostTime = TimeSpan.FromDays(400);

    private static readonly string s_tooLong = $"it begins and lasts for {DurationText.Format(MostTime)} at the most. What is to be quiet for ever is a rule with mode: disabled";

    private const int LongestText = 2_000;

    private const int LongestMatcher = 2 * Matcher.MaxLength;

    /// <summary>The members of its JSON.</summary>
    public static IReadOnlyList<ApiMember> Members(bool isSilence) =>
    [
        .. isSilence
            ? (ApiMember[])[new("matchers", "1 to 32 such as vm=web1 or rule=~disk-.*, all of which must be met", ApiType.Texts) { IsRequired = true }, new("until_resolved", "Until the last of its alerts has ended", ApiType.Flag)]
            : [new("vm", "Names of VMs", ApiType.Texts), new("host", "Names of hosts", ApiType.Texts), new("label", "NAME=VALUE of VMs", ApiType.Texts)],
        new("for", "For how long, such as 2h"), new("until", "Until when, instead", ApiType.Time), new("starts", "When it begins: a time, or after how long. Default: now"),
        new("reason", "Why") { IsRequired = true }, new("author", "Who, as they call themselves"), new("unchecked", "Names may be of what isn't there (yet)", ApiType.Flag),
    ];

    public required bool IsSilence { get; init; }

    public required ImmutableArray<Matcher> Matchers { get; init; }

    /// <summary>Texts that are to be found, each under what it names: for the check whether there is such a thing.</summary>
    public required ImmutableArray<(string Name, string Value)> Named { get; init; }

    public required DateTimeOffset StartsAt { get; init; }

    public DateTimeOffset? EndsAt { get; init; }

    public bool UntilResolved { get; init; }

    public required string Reason { get; init; }

    public string? Author { get; init; }

    /// <summary>Things that aren't there (yet) may be named.</summary>
    public bool IsUnchecked { get; init; }

    /// <summary>Reads one.</summary>
    /// <exception cref="RequestRefusedException">It is wrong.</exception>
    public static async Task<HoldRequest> ReadAsync(HttpRequest request, bool isSilence, DateTimeOffset now)
    {
        var body = await RequestBody.ReadAsync(request);
        var (matchers, named) = isSilence ? OfSilence(body) : OfMaintenance(body);
        if (matchers.Length is 0 or > 32)
        {
            throw new RequestRefusedException(isSilence
                ? "say what is silenced, with 1 to 32 matchers such as vm=web1 or rule=~disk-.*: all of them must be met"
                : "say what is maintained: a `vm`, a `host` or a `label` NAME=VALUE, 32 at the most");
        }
        var reason = body.Text("reason", LongestText) is { Length: > 0 } given ? given : throw new RequestRefusedException("say why (`reason`): whoever looks at it next wants to know");
        var starts = body.Text("starts", 64) is { } start ? Moment("starts", start, now) : now;
        if (starts - now > MostTime)
        {
            throw new RequestRefusedException(s_tooLong);
        }
        var until = body.Flag("until_resolved");
        var end = End(body, starts, now);
        if (end is null && !until)
        {
            throw new RequestRefusedException($"say for how long: `for` such as 2h, `until` such as 2026-03-02T18:00:00Z{(isSilence ? ", or `until_resolved`" : "")}");
        }
        if (end <= now || end <= starts)
        {
            throw new RequestRefusedException($"it would be over before it begins: {end:yyyy-MM-dd'T'HH:mm:ss'Z'}");
        }
        return end - starts > MostTime
            ? throw new RequestRefusedException(s_tooLong)
            : new HoldRequest
            {
                IsSilence = isSilence, Matchers = matchers, Named = named, StartsAt = starts, EndsAt = end, UntilResolved = until && isSilence, Reason = reason,
                Author = body.Text("author", OperatorPeer.LongestName), IsUnchecked = body.Flag("unchecked"),
            };
    }

    /// <summary>For the audit.</summary>
    public JsonObject Told => new()
    {
        ["matchers"] = new JsonArray([.. Matchers.Select(matcher => (JsonNode?)Printable.Of(MatcherText.Format(matcher), 200))]),
        ["starts"] = StartsAt, ["ends"] = EndsAt, ["until_resolved"] = UntilResolved, ["reason"] = Printable.Of(Reason, 500), ["author"] = Author,
    };

    private static (ImmutableArray<Matcher>, ImmutableArray<(string, string)>) OfSilence(RequestBody body)
    {
        var matchers = body.Texts("matchers", LongestMatcher).Select(Parsed).ToImmutableArray();
        return (matchers, [.. matchers.Select(matcher => (matcher.Name, matcher.IsRegex ? "" : matcher.Value))]);
    }

    // Names given more than once are alternatives; what is given under several must all be met.
    private static (ImmutableArray<Matcher>, ImmutableArray<(string, string)>) OfMaintenance(RequestBody body)
    {
        var labels = body.Texts("label", LongestMatcher).Select(Parsed).Select(m => m is { IsRegex: false, IsEqual: true } ? m : throw new RequestRefusedException($"`label` takes NAME=VALUE, not '{MatcherText.Format(m)}'")).ToList();
        var (vms, hosts) = (body.Texts("vm", Matcher.MaxLength), body.Texts("host", Matcher.MaxLength));
        return (
            [.. OneOf("vm", vms), .. OneOf("host", hosts), .. labels.Select(label => label with { Name = $"label.{label.Name}" })],
            [.. vms.Select(vm => ("vm", vm)), .. hosts.Select(host => ("host", host)), .. labels.Select(label => ($"label.{label.Name}", label.Value))]);
    }

    private static IEnumerable<Matcher> OneOf(string name, IReadOnlyList<string> values) => values switch
    {
        [] => [],
        [var one] => [new Matcher(name, one)],
        _ when string.Join('|', values.Select(Regex.Escape)) is { Length: <= Matcher.MaxLength } regex => [new Matcher(name, regex, IsRegex: true)],
        _ => throw new RequestRefusedException($"too many are named under {name}: use labels"),
    };

    private static Matcher Parsed(string text) => MatcherText.TryParse(text, out var matcher, out var fault) ? matcher : throw new RequestRefusedException(fault);

    private static DateTimeOffset? End(RequestBody body, DateTimeOffset starts, DateTimeOffset now) => (body.Text("for", 64), body.Text("until", 64)) switch
    {
        (null, null) => null,
        ({ } span, null) => DurationText.TryParse(span, out var duration, out _) && duration > TimeSpan.Zero && duration <= MostTime
            ? starts + duration
            : throw new RequestRefusedException($"'{span}' is no duration such as 30m, 2h or 7d, of {DurationText.Format(MostTime)} at the most"),
        (null, { } time) => Moment("until", time, now),
        _ => throw new RequestRefusedException("`for` and `until` exclude each other"),
    };

    private static DateTimeOffset Moment(string name, string text, DateTimeOffset now) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : DurationText.TryParse(text, out var later, out _) && later <= MostTime && name == "starts"
                ? now + later
                : throw new RequestRefusedException($"'{text}' is no time such as 2026-03-02T18:00:00Z");
}
