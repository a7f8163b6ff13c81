using Reactor.Output;

namespace Reactor.CommandLine;

/// <summary>The world outside of the command line: where it writes and what it is told, so that tests can stand in for it.</summary>
internal sealed record Terminal
{
    /// <summary>As many columns as no line needs.</summary>
    public const int Unlimited = 10_000;

    // Of a table nothing can be read on less.
    private const int Narrowest = 60;

    /// <summary>Results.</summary>
    public required TextWriter Out { get; init; }

    /// <summary>Everything else.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>What a person answers; null where nobody is there to ask.</summary>
    public TextReader? Input { get; init; }

    /// <summary>Opens what is piped into the program; empty where nothing is.</summary>
    public Func<Stream> StandardInput { get; init; } = () => Stream.Null;

    /// <summary>Whether results go to a screen: colours and widths depend on it.</summary>
    public bool IsScreen { get; init; }

    /// <summary>Whether everything else goes to a screen: only there something is written over.</summary>
    public bool IsErrorScreen { get; init; }

    /// <summary>Whether colours are wanted (a screen, and <c>NO_COLOR</c> is not set).</summary>
    public bool Colours { get; init; }

    /// <summary>Columns of the screen. Where there is none lines are as long as they are: programs cut and search them.</summary>
    public int Width { get; init; } = Unlimited;

    /// <summary>Columns of the screen that everything else goes to, which may be there where results go elsewhere.</summary>
    public int ErrorWidth { get; init; } = Unlimited;

    /// <summary>Environment variables.</summary>
    public Func<string, string?> Variable { get; init; } = _ => null;

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>The terminal that this process was started on.</summary>
    public static Terminal OfThisProcess() => new()
    {
        Out = Console.Out,
        Error = Console.Error,
        Input = Console.IsInputRedirected ? null : Console.In,
        StandardInput = Console.OpenStandardInput,
        IsScreen = !Console.IsOutputRedirected,
        IsErrorScreen = !Console.IsErrorRedirected,
        Colours = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
        Width = Console.IsOutputRedirected ? Unlimited : Math.Max(Narrowest, ScreenSize.Columns(ScreenSize.Output)),
        ErrorWidth = Console.IsErrorRedirected ? Unlimited : ScreenSize.Columns(ScreenSize.Error),
        Variable = Environment.GetEnvironmentVariable,
    };
}
