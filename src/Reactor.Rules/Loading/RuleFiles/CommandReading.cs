using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Nodes;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Loading.Binding;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.RuleFiles;

/// <summary>A QMP command: its name, or <c>{command, arguments}</c>.</summary>
internal sealed class CommandReading : Reading<CommandSyntax>
{
    /// <summary>Most commands of one action.</summary>
    public const int MaxCommands = 16;

    public static readonly Shape Shape = new Shape("a command")
        .Elsewhere("execute", "write command: NAME")
        .Elsewhere("args", "write arguments: {...}");

    private static readonly Reading<Placed<string>> s_name = Collections.Placed(Scalars.CommandName);
    private static readonly Key<Placed<string>> s_command = Shape.Required("command", s_name, "Its name, such as query-status.");
    private static readonly Key<YMap> s_arguments = Shape.Optional("arguments", new NodeReading<YMap>("a map of arguments"), "Its arguments, with {{ }} in their leaves; default: none.");

    private static readonly ObjectReading<CommandSyntax> s_map = new(Shape, f => f.TryGet(s_command, out var name) ? new(name, f.Get(s_arguments)) : null);

    private CommandReading()
    {
    }

    public static CommandReading Instance { get; } = new();

    public override string Expected => "a command's name or {command, arguments}";

    public override JsonObject Schema(SchemaDefs defs) => new() { ["anyOf"] = new JsonArray(s_name.Schema(defs), s_map.Schema(defs)) };

    protected override bool TryReadSound(YNode node, DiagnosticBag diagnostics, [MaybeNullWhen(false)] out CommandSyntax value)
    {
        value = null;
        if (node is YScalar { Core: not CoreKind.Null })
            value = s_name.TryRead(node, diagnostics, out var name) ? new(name, null) : null;
        else if (node is YMap)
            return s_map.TryRead(node, diagnostics, out value);
        else
            return WrongType(node, diagnostics);
        return value is not null;
    }
}
