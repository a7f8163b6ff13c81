using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading.Binding;

/// <summary>Readings that several places share.</summary>
internal static partial class CommonReadings
{
    /// <summary>The version of the format.</summary>
    public static Reading<int> Version { get; } = new ScalarReading<int>("version: 1", s =>
        s.Core == CoreKind.Integer && s.Value == "1" ? new(1) : s is { Quoted: true, Value: "1" }
            ? Parsing<int>.Wrong("the version is a number, and this is text", "leave the quotes out")
            : Parsing<int>.Wrong($"version {Shown.Word(s.Value)} of the format is not known to this version of Reactor", "write version: 1"))
    {
        Form = new() { Constant = 1 },
    };

    /// <summary>A QEMU release such as <c>6.2</c> or <c>10.0.2</c>.</summary>
    public static Reading<string> QemuVersion { get; } = new ScalarReading<string>("a QEMU release such as \"6.2\"", s =>
        Release().IsMatch(s.Value) ? new(s.Value) : Parsing<string>.Wrong($"{Shown.Word(s.Value)} is not a QEMU release", "write one such as \"6.2\" or \"10.0.2\""))
    {
        Form = ScalarForm.Text(@"^[0-9]{1,4}\.[0-9]{1,4}(?:\.[0-9]{1,4})?$", "6.2", "10.0.2") with { Types = ["string", "number"] },
    };

    /// <summary>A VM's name: any visible text in one line.</summary>
    public static Reading<string> VmName { get; } = OneLine("a VM's name", 128);

    /// <summary>A host's name.</summary>
    public static Reading<string> HostName { get; } = OneLine("a host's name", 253);

    /// <summary>The path of a file.</summary>
    public static Reading<string> FilePath { get; } = OneLine("the path of a file", 4096);

    /// <summary>Who logs in somewhere.</summary>
    public static Reading<string> UserName { get; } = OneLine("a user's name", 320);

    /// <summary>Labels: names and texts.</summary>
    public static Reading<ImmutableArray<Named<string>>> Labels { get; } = Collections.Map(Scalars.Word("a label's name"), Scalars.AnyText);

    /// <summary>One or more names of targets.</summary>
    public static Reading<ImmutableArray<Placed<string>>> TargetNames { get; } = Collections.OneOrMany(Collections.Placed(Scalars.Word("a target's name")));

    private static ScalarReading<string> OneLine(string what, int maximum) => new(what, s => s.Value switch
    {
        _ when s.Value.Trim().Length == 0 => Parsing<string>.Wrong($"{what} is expected, and this is empty"),
        _ when s.Value.Length > maximum => Parsing<string>.Wrong($"{what} has at most {maximum} characters"),
        _ when s.Value.Any(Shown.IsUnsafe) && Shown.Escape(s.Value) != s.Value => Parsing<string>.Wrong($"{what} is visible text in one line"),
        _ => new(s.Value),
    })
    {
        Form = ScalarForm.Filled with { MaxLength = maximum },
    };

    [GeneratedRegex(@"\A[0-9]{1,4}\.[0-9]{1,4}(?:\.[0-9]{1,4})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Release();
}
