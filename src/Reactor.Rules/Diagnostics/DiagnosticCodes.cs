namespace Reactor.Rules.Diagnostics;

/// <summary>The stable short names of findings.</summary>
public static class DiagnosticCodes
{
    /// <summary>The file can't be read, or isn't UTF-8 text.</summary>
    public const string File = "file";

    /// <summary>Too large, too deep, too many nodes.</summary>
    public const string Limit = "limit";

    /// <summary>Not YAML.</summary>
    public const string Syntax = "yaml-syntax";

    /// <summary>A YAML tag, such as <c>!x</c>.</summary>
    public const string Tag = "yaml-tag";

    /// <summary>An alias without an anchor, or inside its own anchor.</summary>
    public const string Alias = "yaml-alias";

    /// <summary>The same key twice in a map.</summary>
    public const string DuplicateKey = "duplicate-key";

    /// <summary>A key that doesn't exist.</summary>
    public const string UnknownKey = "unknown-key";

    /// <summary>A key or value of the language that this version doesn't have yet.</summary>
    public const string NotSupported = "not-supported";

    /// <summary>A required key is missing.</summary>
    public const string MissingKey = "missing-key";

    /// <summary>Keys that exclude each other.</summary>
    public const string ConflictingKeys = "conflicting-keys";

    /// <summary>A map where text is expected, and the like.</summary>
    public const string WrongType = "wrong-type";

    /// <summary>Of the right type, but not a value that is taken here.</summary>
    public const string BadValue = "bad-value";

    /// <summary>An expression that YAML took for something else.</summary>
    public const string QuoteExpression = "quote-expression";

    /// <summary>A socket that belongs to another program, such as libvirt's own monitor.</summary>
    public const string ForeignSocket = "foreign-socket";

    /// <summary>A connection that others can read or change.</summary>
    public const string Insecure = "insecure";

    /// <summary>A name given twice.</summary>
    public const string DuplicateName = "duplicate-name";

    /// <summary>An event that the catalogue doesn't know.</summary>
    public const string UnknownEvent = "unknown-event";

    /// <summary>A target that the configuration doesn't have.</summary>
    public const string UnknownTarget = "unknown-target";

    /// <summary>A secret that the configuration doesn't have.</summary>
    public const string UnknownSecret = "unknown-secret";

    /// <summary>Keys of a pattern's clauses that don't go together.</summary>
    public const string KeysDiffer = "keys-differ";

    /// <summary>A rule that there isn't.</summary>
    public const string UnknownRule = "unknown-rule";

    /// <summary>A budget that the configuration doesn't have.</summary>
    public const string UnknownBudget = "unknown-budget";

    /// <summary>A weekly window that the configuration doesn't have.</summary>
    public const string UnknownWindow = "unknown-window";

    /// <summary>A QMP command that the catalogue doesn't know.</summary>
    public const string UnknownCommand = "unknown-command";

    /// <summary>An argument that a QMP command doesn't take, or one that it needs.</summary>
    public const string CommandArguments = "command-arguments";

    /// <summary>A destructive command in a rule that doesn't allow it.</summary>
    public const string Destructive = "destructive";

    /// <summary>A command that changes something where one that only reads is expected.</summary>
    public const string NotReadOnly = "not-read-only";

    /// <summary>A program that is looked for in PATH.</summary>
    public const string ExecPath = "exec-path";

    /// <summary>A program that isn't there, or can't be run.</summary>
    public const string ExecProgram = "exec-program";

    /// <summary>A user that programs can't be run as.</summary>
    public const string ExecUser = "exec-user";

    /// <summary>A count that QEMU's own rate limit leaves out of reach.</summary>
    public const string RateLimit = "rate-limit";

    /// <summary>A condition that is never true, so that nothing matches.</summary>
    public const string NeverMatches = "never-matches";

    /// <summary>A condition that is always true.</summary>
    public const string AlwaysTrue = "always-true";

    /// <summary>Something that is never done.</summary>
    public const string NeverRuns = "never-runs";

    /// <summary>Rules that hold each other's alerts, or none.</summary>
    public const string Inhibition = "inhibition";

    /// <summary>An alert that notifies before the rule that would hold it can know.</summary>
    public const string InhibitionWait = "inhibition-wait";

    /// <summary>An event that no QEMU in use sends.</summary>
    public const string NotSent = "not-sent";

    /// <summary>An alert of which nobody is told.</summary>
    public const string NoTarget = "no-target";

    /// <summary>An alert of another severity than its rule's, where a route asks for the rule's.</summary>
    public const string AlertSeverity = "alert-severity";

    /// <summary>A secret whose value can't be had, a token that is too short, or a key that nothing can be signed with.</summary>
    public const string MissingSecret = "missing-secret";

    /// <summary>A list or macro that nothing uses.</summary>
    public const string Unused = "unused";

    /// <summary>An action that a rule of this scope can't have.</summary>
    public const string Scope = "scope";

    /// <summary>A wrong expression.</summary>
    public const string Expression = "expression";

    /// <summary>A wrong text with <c>{{ }}</c>.</summary>
    public const string Template = "template";

    /// <summary>Something that could not be checked here.</summary>
    public const string Unchecked = "unchecked";
}
