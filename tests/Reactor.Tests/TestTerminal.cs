using System.Text;
using Reactor.CommandLine;

namespace Reactor.Tests;

/// <summary>A terminal whose output the test reads.</summary>
internal sealed class TestTerminal
{
    private readonly StringWriter _out = new();
    private readonly StringWriter _error = new();

    public TestTerminal(params (string Name, string Value)[] variables) => Terminal = new Terminal
    {
        Out = _out,
        Error = _error,
        StandardInput = () => new MemoryStream(Encoding.UTF8.GetBytes(Input)),
        Variable = name => variables.FirstOrDefault(v => v.Name == name).Value,
    };

    public Terminal Terminal { get; }

    /// <summary>What is piped in.</summary>
    public string Input { get; init; } = "";

    public string Out => _out.ToString();

    public string Error => _error.ToString();

    public Task<int> RunAsync(params string[] arguments) => ReactorCommandLine.RunAsync(arguments, Terminal, CancellationToken.None);
}
