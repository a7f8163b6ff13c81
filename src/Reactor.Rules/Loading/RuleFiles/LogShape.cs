using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>The keys of <c>log</c>.</summary>
internal static class LogShape
{
    public static readonly Shape Shape = new Shape("a log line").Alone("{message: TEXT}");

    private static readonly Key<YScalar> s_message = Shape.Required("message", TextReadings.Text, "The line.");

    public static Reading<LogSyntax> Reading { get; } = new ObjectReading<LogSyntax>(Shape, f => new(f.Place, f.Get(s_message)));
}
