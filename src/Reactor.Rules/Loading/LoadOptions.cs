using System.Collections.Frozen;
using Reactor.Qmp;
using Reactor.Rules.Configuration;
using Reactor.Rules.Engine;
using Reactor.Rules.Expressions;
using Reactor.Rules.Model;

namespace Reactor.Rules.Loading;

/// <summary>What the program tells the loader about its surroundings.</summary>
/// <param name="NodeName">The node's name where the configuration gives none: the machine's.</param>
public sealed record LoadOptions(string NodeName = "localhost")
{
    /// <summary>What <c>engine</c> is where the main configuration doesn't say.</summary>
    public const string DefaultEngine = "default";

    /// <summary>
    /// What one VM's QEMU says of itself: then its events, their members and its commands are all that there are, and <c>qemu_min</c> means
    /// nothing. Default null: rules are checked against the catalogues, which know those of all releases.
    /// </summary>
    public QmpSchema? Schema { get; init; }

    /// <summary>Says why a secret's value can't be had, never the value; null where it can. Default null: secrets are not looked for.</summary>
    public Func<SecretSource, string?>? SecretProblem { get; init; }

    /// <summary>The same for a secret that is a token of <c>http</c>, of which more is asked. Default null: as for every secret.</summary>
    public Func<SecretSource, string?>? TokenProblem { get; init; }

    /// <summary>Looks at the files of TLS, which the loader itself never reads: they hold keys. Default null: they are not looked at.</summary>
    public Func<TlsFiles, IReadOnlyList<TlsProblem>>? CheckTls { get; init; }

    /// <summary>Says why programs can't be run as a user; null where they can. Default null: users are not looked for.</summary>
    public Func<string, UserProblem?>? UserProblem { get; init; }

    /// <summary>What makes engines, by the names that <c>engine</c> may have in the main configuration besides <see cref="DefaultEngine"/>. Default: none.</summary>
    public IReadOnlyDictionary<string, Func<RuleSet, IRuleEngine>> Engines { get; init; } = FrozenDictionary<string, Func<RuleSet, IRuleEngine>>.Empty;

    /// <summary>
    /// Gives the rules of an assembly, by its path, compiled under a vocabulary; throws <see cref="SourceFileException"/> where it can't be used. Default
    /// null: this build hosts no rules in C#.
    /// </summary>
    public Func<string, RuleVocabulary, IReadOnlyList<Rule>>? CodeRules { get; init; }

    /// <summary>Says why a program, named by its absolute path, can't be run; null where it can. Default null: programs are not looked for.</summary>
    public Func<string, string?>? ProgramProblem { get; init; }

    /// <summary>
    /// Follows the links of a path: a monitor is known as another program's by where it lies. Null where it leads nowhere. Default null: paths are
    /// taken as they stand.
    /// </summary>
    public Func<string, string?>? RealPath { get; init; }
}
