using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>The keys of <c>set_fact</c> and <c>clear_fact</c>.</summary>
internal static class FactShapes
{
    public static readonly Shape Set = new("a `set_fact`");

    public static readonly Shape Clear = new("a `clear_fact`");

    private static readonly Reading<string> s_fact = Scalars.Word("a fact's name");

    private static readonly Key<string> s_set = Set.Required("name", s_fact, "The fact's name, for vm.facts.");
    private static readonly Key<YScalar> s_value = Set.Required("value", TextReadings.Text, "Its value, a text with {{ }}.");
    private static readonly Key<TimeSpan> s_for = Set.Optional("for", Scalars.Span, "How long it stays; default: until it is cleared.");

    private static readonly Key<string> s_clear = Clear.Required("name", s_fact, "The name of the fact that is removed.");

    public static Reading<SetFactSyntax> SetReading { get; } = new ObjectReading<SetFactSyntax>(Set, f => new(f.Place, f.Get(s_set), f.Get(s_value), f.TryGet(s_for, out var span) ? span : null));

    public static Reading<ClearFactSyntax> ClearReading { get; } = new ObjectReading<ClearFactSyntax>(Clear, f => new(f.Place, f.Get(s_clear)));
}
