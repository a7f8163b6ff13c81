namespace Reactor.CommandLine;

/// <summary>What the program's exit code says.</summary>
internal static class ExitCode
{
    /// <summary>Done.</summary>
    public const int Fine = 0;

    /// <summary>It could not be done; the error output says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line was wrong.</summary>
    public const int Usage = 2;

    /// <summary>The configuration or a rule file is wrong (sysexits' EX_CONFIG).</summary>
    public const int BadConfiguration = 78;
}
