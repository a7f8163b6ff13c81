using System.Text.RegularExpressions;
using Reactor.Rules.Diagnostics;
using Reactor.Rules.Yaml;

namespace Reactor.Rules.Loading;

/// <summary>Tells a rule file that is read as the main configuration, and the other way round: then its other faults mean nothing.</summary>
public static partial class FileKinds
{
    /// <summary>Keys that only the main configuration has.</summary>
    public static IReadOnlyList<string> MainKeys { get; } =
        ["node", "qemu_min", "vms", "discover", "inventory", "listen", "budgets", "windows", "secrets", "targets", "routes", "heartbeat", "store", "http"];

    /// <summary>Whether a file of this name and text is meant as a main configuration: one of its name, or one that says what only it says.</summary>
    public static bool IsMainConfiguration(string path, string text) => Path.GetFileName(path) == ReactorLoader.FileName || MainKey().IsMatch(text);

    /// <summary>Whether a text is meant as a file of rule tests: only such a one has <c>tests</c>.</summary>
    public static bool IsTestFile(string text) => TestKey().IsMatch(text);

    /// <summary>Reports a rule file; true when it is none.</summary>
    internal static bool IsNoRuleFile(YNode root, DiagnosticBag diagnostics)
    {
        if (root is not YMap map || HasMainKey(map) || map.Find("rules") is not { Value: YList { Items: [YMap, ..] } } rules)
            return true;
        diagnostics.Error(
            rules.Key.Place,
            DiagnosticCodes.WrongType,
            "this is a rule file, and the main configuration is expected here",
            "the main configuration names it: rules: [\"rules/*.yaml\"]; a rule file by itself is checked with `reactor check FILE`");
        return false;
    }

    /// <summary>Reports a main configuration; true when it is none.</summary>
    internal static bool IsNoMainConfiguration(YNode root, DiagnosticBag diagnostics)
    {
        if (root is not YMap map || map.Find("rules") is not { Value: YScalar { Core: CoreKind.Text } or YList { Items: [YScalar, ..] } } rules)
            return true;
        diagnostics.Error(
            rules.Key.Place,
            DiagnosticCodes.WrongType,
            "this is a main configuration, and a rule file is expected here",
            "in a rule file, `rules` is a list of rules: - {name: ..., when: ..., then: ...}");
        return false;
    }

    [GeneratedRegex("^(node|qemu_min|vms|discover|inventory|listen|budgets|windows|secrets|targets|routes|heartbeat|store|http) *:", RegexOptions.Multiline)]
    private static partial Regex MainKey();

    [GeneratedRegex("""^"?tests"? *:""", RegexOptions.Multiline)]
    private static partial Regex TestKey();

    private static bool HasMainKey(YMap map) => MainKeys.Any(k => map.Find(k) is not null);
}
