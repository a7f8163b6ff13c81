using Reactor.Qmp;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Checks;

/// <summary>Tells values that QEMU refuses as an argument by their kind: it takes no text for a number and no number for a text.</summary>
internal static class ArgumentTypes
{
    /// <summary>What is expected instead, and what to do; null where the value may be right.</summary>
    public static (string Expected, string? Advice)? Problem(CommandArgument argument, YNode value) => argument.Type switch
    {
        "str" => Is(value, CoreKind.Text) ? null : ("text", Quote(value)),
        "bool" => Is(value, CoreKind.Bool) ? null : ("true or false", Unquote(value)),
        "int" or "int8" or "int16" or "int32" or "int64" or "uint8" or "uint16" or "uint32" or "uint64" or "size" =>
            Is(value, CoreKind.Integer) ? null : ("a whole number", Unquote(value)),
        _ when argument.Values.Count > 0 => Is(value, CoreKind.Text) ? null : ("a word", Quote(value)),
        _ => null,
    };

    // What is rendered later may be of any kind.
    private static bool Is(YNode value, CoreKind kind) =>
        value is YBroken || (value is YScalar scalar && (scalar.Core == kind || (scalar.Core == CoreKind.Text && scalar.Value.Contains("{{", StringComparison.Ordinal))));

    private static string? Quote(YNode value) => value is YScalar { Core: not CoreKind.Null } scalar ? $"quote it: {Quoting.Yaml(scalar.Value)}" : null;

    private static string? Unquote(YNode value) => value is YScalar { Quoted: true } ? "leave the quotes out" : null;
}
