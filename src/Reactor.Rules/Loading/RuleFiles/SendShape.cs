using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>The keys of <c>send</c>.</summary>
internal static class SendShape
{
    public static readonly Shape Shape = new Shape("a send").Alone("{to: TEXT}");

    private static readonly Key<Placed<string>> s_to = Shape.Required("to", Collections.Placed(Scalars.Word("a target's name")), "The name of a target.");
    private static readonly Key<YNode> s_body = Shape.Optional("body", TextReadings.Body, "What is sent; default: the standard payload.");

    public static Reading<SendSyntax> Reading { get; } = new ObjectReading<SendSyntax>(Shape, f => new(f.Place, f.TryGet(s_to, out var to) ? to : null, f.Get(s_body)));
}
