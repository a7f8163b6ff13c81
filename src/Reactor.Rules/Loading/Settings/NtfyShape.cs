using System.Text.RegularExpressions;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;

namespace Reactor.Rules.Loading.Settings;

/// <summary>The keys of a target's <c>ntfy</c>.</summary>
internal static partial class NtfyShape
{
    public static readonly Shape Shape = new("an ntfy target");

    private static readonly Key<string> s_topic = Shape.Required(
        "topic",
        new ScalarReading<string>("the name of a topic", s => TopicPattern().IsMatch(s.Value) ? new(s.Value) : Parsing<string>.Wrong($"{Shown.Word(s.Value)} is not the name of a topic: 1 to 64 characters of [A-Za-z0-9_-]"))
        {
            Form = ScalarForm.Any with { Pattern = "^[A-Za-z0-9_-]{1,64}$" },
        },
        "The topic.");

    private static readonly OwnSecretKeys s_token = new(Shape, "token", "the access token", isRequired: false);
    private static readonly HttpKeys s_http = new(Shape, "The server's address, without the topic; default https://ntfy.sh/.");
    private static readonly DeliveryKeys s_delivery = new(Shape);

    public static Reading<NtfySyntax> Reading { get; } = new ObjectReading<NtfySyntax>(Shape, f => new NtfySyntax(f.Get(s_topic), s_token.Read(f))
    {
        Http = s_http.Read(f),
        Delivery = s_delivery.Read(f),
    });

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex TopicPattern();
}
